package dev.millrace.ingest.message;

/** Counts the values of one message, so that a few bytes can't become gigabytes of objects. */
final class Budget {

  /** Numbers in arrays are views and count as one; a million others is a point list gone wrong. */
  static final int VALUES = 1_000_000;

  /** Deepest nesting of types. */
  static final int DEPTH = 64;

  private int left = VALUES;

  void take(long values) throws UnreadableMessage {
    if (values > left) {
      throw new UnreadableMessage("the message has more than " + VALUES + " values");
    }
    left -= (int) values;
  }

  static void checkDepth(int depth) throws UnreadableMessage {
    if (depth > DEPTH) {
      throw new UnreadableMessage("its type nests deeper than " + DEPTH);
    }
  }
}
