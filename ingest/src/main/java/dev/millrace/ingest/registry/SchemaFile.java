package dev.millrace.ingest.registry;

/**
 * A schema, or one that it needs.
 *
 * @param name by which others refer to it; empty for the schema that was asked for
 * @param content JSON of Avro, or a Protobuf descriptor
 */
@SuppressWarnings("ArrayRecordComponent") // Parsed at once and never compared.
public record SchemaFile(String name, byte[] content) {}
