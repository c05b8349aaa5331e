/**
 * Schemas of records that were written elsewhere: {@link dev.millrace.ingest.registry.Schemas}
 * gives them by number, from a Schema Registry's HTTP interface ({@code RegistrySchemas}) or a
 * folder ({@code FolderSchemas}).
 *
 * <p>A number that nobody knows is the record's fault; a registry that does not answer is not, and
 * whoever asks waits.
 */
@NullMarked
package dev.millrace.ingest.registry;

import org.jspecify.annotations.NullMarked;
