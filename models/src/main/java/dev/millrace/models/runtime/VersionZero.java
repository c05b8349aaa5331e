package dev.millrace.models.runtime;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.millrace.models.graph.Constants;
import dev.millrace.models.runtime.ParameterLayout.Slot;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The parameters before anything was learned: a pure function of layout, seed and bundle, so that
 * both jobs compute the same without talking.
 */
public final class VersionZero {

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private VersionZero() {}

  /**
   * Parameters of a fresh head. Weights (two dimensions or more) are uniform in ±√(6 / (fan in +
   * fan out)) (Glorot and Bengio 2010), biases zero. Numbers come from SplitMix64 (Steele, Lea and
   * Flood 2014), one stream a parameter, so that they don't depend on the Java version.
   */
  public static ParameterPatch seeded(ParameterLayout layout, long seed, String bundleDigest) {
    return seeded(layout, seed, bundleDigest, Set.of());
  }

  /**
   * As {@link #seeded(ParameterLayout, long, String)}, but some parameters start at zero. Where
   * these are the last layer's, the head starts by adding nothing to what it corrects (as residual
   * branches do in Goyal et al. 2017, section 5.1).
   *
   * @param zeros names of the parameters that start at zero
   */
  public static ParameterPatch seeded(
      ParameterLayout layout, long seed, String bundleDigest, Set<String> zeros) {
    float[] theta = new float[layout.size()];
    for (Slot slot : layout.slots()) {
      if (slot.shape().size() < 2 || zeros.contains(slot.name())) {
        continue;
      }
      double bound = Math.sqrt(6.0 / (slot.shape().get(0) + slot.shape().get(1)));
      long start = stream(seed, bundleDigest, slot.name());
      for (int i = 0; i < slot.size(); i++) {
        theta[slot.offset() + i] = (float) ((2 * uniform(start, i) - 1) * bound);
      }
    }
    return new ParameterPatch(layout, theta);
  }

  /** Parameters of a head that was cut out of a model: the values in its file. */
  public static ParameterPatch fromFile(ParameterLayout layout, List<TensorProto> initializers) {
    Map<String, TensorProto> byName = new HashMap<>();
    initializers.forEach(t -> byName.put(t.getName(), t));
    float[] theta = new float[layout.size()];
    for (Slot slot : layout.slots()) {
      TensorProto tensor = byName.get(slot.name());
      if (tensor == null) {
        throw new ShapeMismatch("the model file has no initializer '" + slot.name() + "'");
      }
      System.arraycopy(Constants.floats(tensor), 0, theta, slot.offset(), slot.size());
    }
    return new ParameterPatch(layout, theta);
  }

  /** Number i of a stream, in [0, 1) with 53 bits. */
  static double uniform(long start, long i) {
    return (mix(start + (i + 1) * GOLDEN_GAMMA) >>> 11) * 0x1.0p-53;
  }

  /** The output function of SplitMix64. */
  static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  private static long stream(long seed, String bundleDigest, String parameter) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(ByteBuffer.allocate(Long.BYTES).putLong(seed).flip());
      sha.update((bundleDigest + "\n" + parameter).getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(sha.digest()).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
