package dev.millrace.ingest.message;

import org.jspecify.annotations.Nullable;

/**
 * A field of a {@code .msg} definition.
 *
 * @param name its name
 * @param type its type as written, without bounds and brackets
 * @param primitive that type, if it has a fixed size
 * @param arity one value or several
 * @param count values of a fixed array
 */
record RosField(
    String name, String type, @Nullable RosPrimitive primitive, Arity arity, int count) {

  /** How many values a field has. */
  enum Arity {
    ONE,
    FIXED,
    COUNTED
  }

  boolean isText() {
    return type.equals("string");
  }
}
