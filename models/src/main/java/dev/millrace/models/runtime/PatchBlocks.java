package dev.millrace.models.runtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;

/**
 * Off-heap blocks for the patches of one head, all of one size. A closed patch gives its block back
 * and the next one takes it: Java frees such memory only when it collects garbage, which may be
 * thousands of swaps later. Thread-safe.
 */
final class PatchBlocks {

  /** Champion and challenger, and those that come after them. */
  private static final int MOST_KEPT = 4;

  private final int bytes;
  private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();

  PatchBlocks(ParameterLayout layout) {
    this.bytes = Math.multiplyExact(layout.size(), Float.BYTES);
  }

  /** A block whose contents are anything. */
  synchronized ByteBuffer take() {
    ByteBuffer block = free.poll();
    return block != null ? block : ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  /** Takes back a block that nothing reads any more. */
  synchronized void give(ByteBuffer block) {
    if (free.size() < MOST_KEPT) {
      free.push(block);
    }
  }
}
