package dev.millrace.ingest.gateway;

import dev.millrace.ingest.registry.RegistryUnreachable;

/** Reads the fields of a record's value: one row of {@link FieldsReaders}. For one thread. */
interface FieldsReader extends AutoCloseable {

  /**
   * The fields.
   *
   * @throws UnreadableValue if the value is not what it should be
   * @throws RegistryUnreachable if its schema can't be had now; the value may be read later
   */
  Fields read(byte[] value) throws UnreadableValue, RegistryUnreachable;

  @Override
  default void close() {}
}
