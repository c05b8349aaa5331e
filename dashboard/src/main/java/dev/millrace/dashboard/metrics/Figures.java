package dev.millrace.dashboard.metrics;

import java.util.function.Consumer;

/** A part that has figures. Thread-safe. */
@FunctionalInterface
public interface Figures {

  /** Hands over its figures as they are now. */
  void tell(Consumer<Figure> to);
}
