package dev.millrace.inference.preprocess;

import org.apache.avro.specific.SpecificRecord;

/** Brings events that stand alone (texts, pictures) to the form a model takes. Thread-safe. */
public interface Preprocessor extends AutoCloseable {

  /**
   * Prepares one event.
   *
   * @param event a {@code TextMessage} or {@code ImageFrame}; another kind is rejected
   */
  Outcome<ModelInput> prepare(SpecificRecord event);

  /** Gives native memory back. */
  @Override
  default void close() {}

  /** The event as the record that is wanted, or a rejection. */
  static <E extends SpecificRecord> Outcome<E> as(Class<E> wanted, SpecificRecord event) {
    return wanted.isInstance(event)
        ? Outcome.prepared(wanted.cast(event))
        : Outcome.rejected(
            Outcome.Cause.WRONG_EVENT,
            "the model takes %s, the event is a %s; give the task a feed of the right kind"
                .formatted(wanted.getSimpleName(), event.getSchema().getName()));
  }
}
