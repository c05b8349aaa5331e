package dev.millrace.schemas.task;

import java.io.Serializable;

/**
 * Differential privacy of the published weights (Abadi et al. 2016, DP-SGD).
 *
 * @param clip most length of one example's gradient
 * @param noise standard deviation of the noise on the summed gradients, as a multiple of clip
 * @param delta chance that the bound on epsilon does not hold
 * @param secret what the noise is drawn from; whoever knows it can take the noise away
 */
public record PrivacySpec(double clip, double noise, double delta, String secret)
    implements Serializable {

  /** PyTorch's Opacus and the papers use 1 for clip, and 10⁻⁵ for data of ten thousands. */
  public static final double DEFAULT_CLIP = 1;

  /** See {@link #DEFAULT_CLIP}. */
  public static final double DEFAULT_DELTA = 1e-5;

  /** Fewest characters of a secret; those of a random one hold more than 64 bits. */
  public static final int SHORTEST_SECRET = 16;

  /** Leaves the secret out. */
  @Override
  public String toString() {
    return "PrivacySpec[clip=%s, noise=%s, delta=%s]".formatted(clip, noise, delta);
  }
}
