package dev.millrace.schemas.task;

import java.io.Serializable;

/**
 * How predictions are delivered.
 *
 * @param delivery guarantee towards readers
 */
public record ServeSpec(Delivery delivery) implements Serializable {

  /** Guarantee towards readers. */
  public enum Delivery {
    /** Transactions: visible after a checkpoint, once. */
    EXACTLY_ONCE,
    /** Visible at once; after a failure some come again with the same id. */
    AT_LEAST_ONCE
  }

  public static final ServeSpec DEFAULT = new ServeSpec(Delivery.EXACTLY_ONCE);
}
