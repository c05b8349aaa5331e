package dev.millrace.inference.operator;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What was opened so far while something with several native parts starts: if a later part fails,
 * closing this closes the earlier ones.
 */
final class Opened implements AutoCloseable {

  private final Deque<Runnable> closers = new ArrayDeque<>();

  <T> T add(T part, Runnable close) {
    closers.push(close);
    return part;
  }

  /** All parts belong to the whole now, which closes them. */
  <T> T keep(T whole) {
    closers.clear();
    return whole;
  }

  @Override
  public void close() {
    while (!closers.isEmpty()) {
      closers.pop().run();
    }
  }
}
