package dev.millrace.models.runtime;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.millrace.models.graph.Constants;
import dev.millrace.models.runtime.ParameterLayout.Slot;
import dev.millrace.schemas.avro.NamedTensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.jspecify.annotations.Nullable;

/** Values of a task's trainable parameters: what a model version is. Immutable. */
public final class ParameterPatch {

  private static final String FLOAT32 = "float32";

  private final ParameterLayout layout;
  private final float[] theta;

  /**
   * A patch.
   *
   * @param theta all parameters in the layout's order; copied
   * @throws ShapeMismatch where the vector has another length
   */
  public ParameterPatch(ParameterLayout layout, float[] theta) {
    if (theta.length != layout.size()) {
      throw new ShapeMismatch(
          "%d numbers don't fill the %d parameters %s"
              .formatted(theta.length, layout.size(), layout));
    }
    this.layout = layout;
    this.theta = theta.clone();
  }

  /**
   * A patch as it lies in a {@code ModelVersion}.
   *
   * @throws ShapeMismatch where names, types, shapes or byte counts aren't the layout's
   */
  public static ParameterPatch fromRecord(ParameterLayout layout, List<NamedTensor> tensors) {
    Map<String, NamedTensor> byName = new HashMap<>();
    tensors.forEach(t -> byName.put(t.getName(), t));
    float[] theta = new float[layout.size()];
    for (Slot slot : layout.slots()) {
      NamedTensor tensor = byName.remove(slot.name());
      if (tensor == null) {
        throw mismatch("lacks parameter '" + slot.name() + "'", layout);
      }
      floats(tensor, slot, layout).get(theta, slot.offset(), slot.size());
    }
    if (!byName.isEmpty() || tensors.size() != layout.slots().size()) {
      throw mismatch(
          "has parameters that the task hasn't, or one twice: " + byName.keySet(), layout);
    }
    return new ParameterPatch(layout, theta);
  }

  private static FloatBuffer floats(NamedTensor tensor, Slot slot, ParameterLayout layout) {
    ByteBuffer data = tensor.getData().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    if (!tensor.getDtype().equals(FLOAT32)
        || !tensor.getShape().equals(slot.shape())
        || data.remaining() != slot.size() * Float.BYTES) {
      throw mismatch(
          "has '%s' as %s %s with %d bytes instead of float32 %s"
              .formatted(
                  slot.name(),
                  tensor.getDtype(),
                  tensor.getShape(),
                  data.remaining(),
                  slot.shape()),
          layout);
    }
    return data.asFloatBuffer();
  }

  /** The patch as it lies in a {@code ModelVersion}: sorted by name. */
  public List<NamedTensor> toRecord() {
    List<NamedTensor> tensors = new ArrayList<>();
    for (Slot slot : layout.slots()) {
      tensors.add(new NamedTensor(slot.name(), FLOAT32, slot.shape(), little(slot)));
    }
    return tensors;
  }

  /** Bytes of {@link #toRecord} in a {@code ModelVersion}: the values, their names and shapes. */
  public long publishedBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
      Schema array = Schema.createArray(NamedTensor.getClassSchema());
      new SpecificDatumWriter<List<NamedTensor>>(array).write(toRecord(), encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.size();
  }

  /** The patch as initializers of an ONNX graph. */
  public List<TensorProto> toInitializers() {
    return layout.slots().stream()
        .map(slot -> Constants.float32(slot.name(), values(slot), slot.dims()))
        .toList();
  }

  /**
   * SHA-256 in hexadecimal over, for each parameter in order of name: length of the name and its
   * UTF-8 bytes, number of dimensions and dimensions, then the values; integers as 8 bytes, all
   * little-endian.
   */
  public String hash() {
    MessageDigest sha = sha256();
    for (Slot slot : layout.slots()) {
      byte[] name = slot.name().getBytes(StandardCharsets.UTF_8);
      ByteBuffer head =
          ByteBuffer.allocate(Long.BYTES * (2 + slot.shape().size()) + name.length)
              .order(ByteOrder.LITTLE_ENDIAN);
      head.putLong(name.length).put(name).putLong(slot.shape().size());
      slot.shape().forEach(head::putLong);
      sha.update(head.flip());
      sha.update(little(slot));
    }
    return HexFormat.of().formatHex(sha.digest());
  }

  public ParameterLayout layout() {
    return layout;
  }

  /** A copy of the flat vector. */
  public float[] theta() {
    return theta.clone();
  }

  /** Values of one parameter, copied. */
  public float[] values(Slot slot) {
    return Arrays.copyOfRange(theta, slot.offset(), slot.offset() + slot.size());
  }

  /** Writes one parameter at the buffer's position. */
  void write(Slot slot, FloatBuffer to) {
    to.put(theta, slot.offset(), slot.size());
  }

  private ByteBuffer little(Slot slot) {
    ByteBuffer bytes =
        ByteBuffer.allocate(slot.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    write(slot, bytes.asFloatBuffer());
    return bytes;
  }

  private static ShapeMismatch mismatch(String what, ParameterLayout layout) {
    return new ShapeMismatch(
        "the model version %s; the task's parameters are %s. It was made for another head: use the"
                .formatted(what, layout)
            + " task file and bundle it was trained with, or start the task under a new name");
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Equal layout and equal bits. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ParameterPatch that
        && layout.equals(that.layout)
        && Arrays.equals(theta, that.theta);
  }

  @Override
  public int hashCode() {
    return 31 * layout.hashCode() + Arrays.hashCode(theta);
  }

  @Override
  public String toString() {
    return "patch " + hash().substring(0, 12) + " of " + layout;
  }
}
