/**
 * Large payloads beside the topics: a record names a blob by its digest ({@link
 * dev.millrace.schemas.blob.BlobName}, the claim check), and a {@link
 * dev.millrace.schemas.blob.BlobStore} holds it, in a folder or behind the S3 API.
 *
 * <p>{@code Blobs} opens the store of an address. What is read is checked against its name before
 * anybody sees it; who wrote it does not matter.
 */
@NullMarked
package dev.millrace.schemas.blob;

import org.jspecify.annotations.NullMarked;
