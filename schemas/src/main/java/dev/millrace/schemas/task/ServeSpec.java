package dev.millrace.schemas.task;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * How events are scored and predictions delivered.
 *
 * @param delivery guarantee towards readers
 * @param batch most events of a run; null means as the bundle says
 */
public record ServeSpec(Delivery delivery, @Nullable Integer batch) implements Serializable {

  /** Guarantee towards readers. */
  public enum Delivery {
    /** Transactions: visible after a checkpoint, once. */
    EXACTLY_ONCE,
    /** Visible at once; after a failure some come again with the same id. */
    AT_LEAST_ONCE
  }

  public static final ServeSpec DEFAULT = new ServeSpec(Delivery.EXACTLY_ONCE, null);
}
