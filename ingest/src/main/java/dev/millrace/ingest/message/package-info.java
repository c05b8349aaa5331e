/**
 * What the messages of recordings mean: bytes and a schema in, the body of an event out.
 *
 * <p>Start at {@link dev.millrace.ingest.message.MessageEvents}.
 */
@NullMarked
package dev.millrace.ingest.message;

import org.jspecify.annotations.NullMarked;
