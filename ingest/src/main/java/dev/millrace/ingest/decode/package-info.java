/**
 * Raw bytes to content. Entry point: {@link dev.millrace.ingest.decode.ContentDecoders}.
 *
 * <p>{@code RawRecord → ContentDecoders (table by content type) → Content}: a {@code Payload}
 * (reading, picture, words or truth) and what the record {@code Said} of itself. Whatever cannot be
 * read becomes a {@code Rejection} with a {@code Cause}; nothing else leaves a decoder.
 */
@NullMarked
package dev.millrace.ingest.decode;

import org.jspecify.annotations.NullMarked;
