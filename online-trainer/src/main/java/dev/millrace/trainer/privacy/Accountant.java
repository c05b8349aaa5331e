package dev.millrace.trainer.privacy;

import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Epsilon at delta of Gaussian noise, by Rényi differential privacy (Mironov 2017). Neighbouring
 * data differ in one example that is there or counts as nothing.
 */
public final class Accountant {

  /** Largest order; beyond it epsilon at any useful delta no longer falls. */
  private static final int HIGHEST = 512;

  private Accountant() {}

  /** From a Rényi divergence to epsilon at delta. */
  public enum Conversion {
    /** Mironov 2017, proposition 3: what older published figures use. */
    CLASSIC {
      @Override
      double epsilon(double divergence, double order, double delta) {
        return divergence - StrictMath.log(delta) / (order - 1);
      }
    },
    /** Balle et al. 2020, theorem 21: never larger. */
    IMPROVED {
      @Override
      double epsilon(double divergence, double order, double delta) {
        return divergence
            + StrictMath.log((order - 1) / order)
            - (StrictMath.log(delta) + StrictMath.log(order)) / (order - 1);
      }
    };

    abstract double epsilon(double divergence, double order, double delta);
  }

  /**
   * Every example enters one step: what a stream that is read once spends. Steps see different
   * examples, so they compose in parallel, and any number of them costs as much as one.
   *
   * @param noise standard deviation over the clipping length
   */
  public static double once(double noise, double delta) {
    return DoubleStream.concat(
            IntStream.range(1, 90).mapToDouble(tenth -> 1 + tenth / 10.0),
            IntStream.rangeClosed(10, HIGHEST).asDoubleStream())
        .map(order -> Conversion.IMPROVED.epsilon(order / (2 * noise * noise), order, delta))
        .filter(Double::isFinite)
        .map(epsilon -> Math.max(0, epsilon))
        .min()
        .orElseThrow();
  }

  /**
   * Every example enters each step with the same chance, drawn afresh (Poisson): what training with
   * epochs of random batches spends. It does not hold for batches in a fixed order.
   *
   * @param chance expected batch over the number of examples, in (0, 1]
   * @param noise standard deviation over the clipping length
   * @param steps steps made
   */
  public static double sampled(
      double chance, double noise, long steps, double delta, Conversion conversion) {
    return IntStream.rangeClosed(2, HIGHEST)
        .mapToDouble(
            order -> conversion.epsilon(steps * divergence(chance, noise, order), order, delta))
        .filter(Double::isFinite)
        .map(epsilon -> Math.max(0, epsilon))
        .min()
        .orElse(Double.POSITIVE_INFINITY);
  }

  /**
   * Rényi divergence of one step of the sampled Gaussian mechanism (Mironov, Talwar and Zhang 2019,
   * section 3.3, whole orders): {@code log Σ_k C(α, k) (1 − q)^(α − k) q^k exp((k² − k) / 2σ²) / (α
   * − 1)}, summed in logarithms.
   */
  static double divergence(double chance, double noise, int order) {
    if (chance >= 1) {
      return order / (2 * noise * noise);
    }
    double most = Double.NEGATIVE_INFINITY;
    double[] terms = new double[order + 1];
    double choose = 0;
    for (int k = 0; k <= order; k++) {
      terms[k] =
          choose
              + (order - k) * StrictMath.log1p(-chance)
              + k * StrictMath.log(chance)
              + ((double) k * k - k) / (2 * noise * noise);
      most = Math.max(most, terms[k]);
      choose += StrictMath.log((double) (order - k) / (k + 1));
    }
    double sum = 0;
    for (double term : terms) {
      sum += StrictMath.exp(term - most);
    }
    return (most + StrictMath.log(sum)) / (order - 1);
  }
}
