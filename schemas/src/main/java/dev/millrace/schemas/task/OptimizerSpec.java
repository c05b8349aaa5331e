package dev.millrace.schemas.task;

import java.io.Serializable;

/** An optimizer and its settings: one record each. */
public sealed interface OptimizerSpec extends Serializable {

  /** Adam at ten times its usual rate: on a stream a head sees each example once. */
  OptimizerSpec DEFAULT = adam(0.01);

  /** Step size before the schedule. */
  double learningRate();

  /** Adam with the constants of Kingma and Ba 2015. */
  static OptimizerSpec adam(double learningRate) {
    return new Adam(learningRate, 0.9, 0.999, 1e-8);
  }

  static OptimizerSpec sgd(double learningRate) {
    return new Sgd(learningRate);
  }

  /** Plain stochastic gradient descent. */
  record Sgd(double learningRate) implements OptimizerSpec {}

  /**
   * Gradient descent with momentum (Polyak 1964).
   *
   * @param momentum part of the last step's velocity that is kept
   */
  record Momentum(double learningRate, double momentum) implements OptimizerSpec {

    /** 0.9 averages over about ten steps. */
    public static final Momentum DEFAULT = new Momentum(0.01, 0.9);
  }

  /**
   * Momentum that looks ahead (Nesterov 1983, in the form of Sutskever et al. 2013).
   *
   * @param momentum part of the last step's velocity that is kept
   */
  record Nesterov(double learningRate, double momentum) implements OptimizerSpec {

    /** As momentum. */
    public static final Nesterov DEFAULT = new Nesterov(0.01, 0.9);
  }

  /**
   * AdaGrad (Duchi, Hazan and Singer 2011): each parameter's rate shrinks with its own gradients.
   *
   * @param epsilon guard against division by zero
   */
  record AdaGrad(double learningRate, double epsilon) implements OptimizerSpec {

    /** PyTorch's constants. */
    public static final AdaGrad DEFAULT = new AdaGrad(0.01, 1e-10);
  }

  /**
   * RMSprop (Tieleman and Hinton 2012): AdaGrad that forgets.
   *
   * @param decay part of the mean square that is kept
   * @param epsilon guard against division by zero
   */
  record RmsProp(double learningRate, double decay, double epsilon) implements OptimizerSpec {

    /** PyTorch's constants. */
    public static final RmsProp DEFAULT = new RmsProp(0.01, 0.99, 1e-8);
  }

  /**
   * Adam (Kingma and Ba 2015).
   *
   * @param beta1 part of the first moment that is kept
   * @param beta2 part of the second moment that is kept
   * @param epsilon guard against division by zero
   */
  record Adam(double learningRate, double beta1, double beta2, double epsilon)
      implements OptimizerSpec {}

  /**
   * Adam with decoupled weight decay (Loshchilov and Hutter 2019).
   *
   * @param beta1 part of the first moment that is kept
   * @param beta2 part of the second moment that is kept
   * @param epsilon guard against division by zero
   * @param weightDecay part of a weight that a step at rate 1 takes away
   */
  record AdamW(double learningRate, double beta1, double beta2, double epsilon, double weightDecay)
      implements OptimizerSpec {

    /** Adam's constants, and PyTorch's decay. */
    public static final AdamW DEFAULT = new AdamW(0.01, 0.9, 0.999, 1e-8, 0.01);
  }

  /**
   * FTRL-Proximal (McMahan et al. 2013): sparse weights, one rate a parameter.
   *
   * @param learningRate the paper's α
   * @param beta the paper's β; above zero
   * @param l1 λ₁: weights whose evidence stays below it are exactly zero
   * @param l2 λ₂
   */
  record Ftrl(double learningRate, double beta, double l1, double l2) implements OptimizerSpec {

    /** The paper's β; no penalty. */
    public static final Ftrl DEFAULT = new Ftrl(0.1, 1, 0, 0);
  }
}
