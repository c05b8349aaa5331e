package dev.millrace.ingest.registry;

import java.util.List;

/** Gives schemas by the numbers that records name. For one thread. */
public interface Schemas extends AutoCloseable {

  /**
   * The schema of a number.
   *
   * @return what it needs first, in an order in which it can be read, and itself last
   * @throws UnknownSchema if there is none of that number
   * @throws RegistryUnreachable if that can't be known now
   */
  List<SchemaFile> byId(int id) throws UnknownSchema, RegistryUnreachable;

  @Override
  default void close() {}

  /** In what form schemas come. */
  enum Form {
    /** Avro schemas in JSON. */
    AVRO,
    /** Protobuf descriptors: a {@code FileDescriptorProto} each. */
    PROTOBUF
  }
}
