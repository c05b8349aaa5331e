package dev.millrace.ingest.recording.block;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Arrays that are used again: chunks of one file are about equally large, and a fresh array costs
 * its zeroing. For one thread.
 */
public final class SpareArrays {

  private static final int KEPT = 2;
  private static final int SMALLEST = 1 << 16;

  private final Deque<byte[]> spare = new ArrayDeque<>();

  /** An array of at least that length, and at most four times as long or 64 KiB. */
  public byte[] take(int length) {
    for (byte[] array : spare) {
      if (array.length >= length && array.length / 4 <= Math.max(length, SMALLEST)) {
        spare.remove(array);
        return array;
      }
    }
    return new byte[Math.max(length, SMALLEST)];
  }

  /** Takes an array back. */
  public void give(byte[] array) {
    if (spare.size() == KEPT) {
      spare.removeFirst();
    }
    spare.addLast(array);
  }
}
