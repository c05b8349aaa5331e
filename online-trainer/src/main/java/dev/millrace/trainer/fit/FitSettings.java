package dev.millrace.trainer.fit;

/**
 * How a head is fitted.
 *
 * @param validation part of the examples that is held out, from 0 to below 1
 * @param batch examples a step
 * @param seed of the split and of the order in each pass
 * @param mostExamples what is kept in memory at most
 */
public record FitSettings(double validation, int batch, long seed, int mostExamples) {

  /** A fifth tells a loss curve well and costs little of the training. */
  public static final double DEFAULT_VALIDATION = 0.2;

  /** A gigabyte of features of a small text model. */
  public static final int DEFAULT_MOST_EXAMPLES = 500_000;

  /** Checks the ranges. */
  public FitSettings {
    if (!(validation >= 0 && validation < 1)) {
      throw new IllegalArgumentException(
          "validation is the part of the examples that is held out, from 0 to below 1, not "
              + validation);
    }
    if (batch < 1 || mostExamples < 1) {
      throw new IllegalArgumentException(
          "batch and the number of examples must be at least 1, not "
              + batch
              + " and "
              + mostExamples);
    }
  }
}
