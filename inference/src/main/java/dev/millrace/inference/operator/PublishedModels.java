package dev.millrace.inference.operator;

import dev.millrace.stream.Inbound;
import java.io.Serializable;
import java.util.function.Consumer;

/** What the model topics hold when an operator starts; travels in the job graph. */
@FunctionalInterface
interface PublishedModels extends Serializable {

  /** Hands over every record, in offset order within a topic. */
  void forEach(Consumer<Inbound> reader);
}
