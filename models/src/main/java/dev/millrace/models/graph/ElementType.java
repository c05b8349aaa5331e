package dev.millrace.models.graph;

import java.util.Locale;

/** Element type of a tensor, by its ONNX code. */
public enum ElementType {
  FLOAT32(1, 4),
  UINT8(2, 1),
  INT8(3, 1),
  UINT16(4, 2),
  INT16(5, 2),
  INT32(6, 4),
  INT64(7, 8),
  STRING(8, 0),
  BOOL(9, 1),
  FLOAT16(10, 2),
  FLOAT64(11, 8),
  UINT32(12, 4),
  UINT64(13, 8),
  BFLOAT16(16, 2),
  /** Rare element types, and values that are no tensors (sequences, maps). */
  OTHER(0, 0);

  private final int code;
  private final int bytes;

  ElementType(int code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  /** Its number in {@code TensorProto.DataType}. */
  public int code() {
    return code;
  }

  /** Bytes an element; 0 where that isn't fixed. */
  public int bytes() {
    return bytes;
  }

  /** Whether gradients can flow through such a tensor here: only float32. */
  public boolean differentiable() {
    return this == FLOAT32;
  }

  /** The name used in records and messages, for example {@code float32}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static ElementType of(int code) {
    for (ElementType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    return OTHER;
  }
}
