package dev.millrace.ingest.message;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value of a decoded message. Views into the message live as long as its payload. */
sealed interface Value {

  /** Named values, in the order of the definition. */
  record Group(Map<String, Value> fields) implements Value {

    /** A field; null where there is none. */
    @Nullable Value get(String name) {
      return fields.get(name);
    }
  }

  /** A number; a truth value is 0 or 1. Long, Double, or BigInteger above the range of long. */
  record Num(Number number) implements Value {}

  /** A text. */
  record Text(String text) implements Value {}

  /** Values that are no numbers. */
  record Items(List<Value> values) implements Value {}

  /**
   * Numbers of one type.
   *
   * @param size how many
   * @param numbers gives them by index
   * @param bytes the numbers as they lie in the message, where each has one byte; else null
   */
  record Series(int size, Numbers numbers, @Nullable ByteBuffer bytes) implements Value {}

  /** Numbers by index. */
  interface Numbers {
    Number get(int index);
  }
}
