/**
 * What the messages of recordings mean: bytes and a schema in, the body of an event out.
 *
 * <p>Start at {@link dev.millrace.ingest.message.SchemaEvents}, which is {@link
 * dev.millrace.ingest.message.MessageEvents} for all encodings. {@code Decoders} (table by
 * encoding) makes named values of bytes; {@code MessageTypes} (table by type) makes a picture, a
 * text or the channels of a sensor reading of them.
 */
@NullMarked
package dev.millrace.ingest.message;

import org.jspecify.annotations.NullMarked;
