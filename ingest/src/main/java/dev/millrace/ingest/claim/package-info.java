/**
 * Claim checks on the way in: {@link dev.millrace.ingest.claim.Claims} puts a picture above a size
 * into the blob store and its claim into the raw record. {@code FeedProducer} applies it to all
 * that sources and gateways send; {@code PictureClaim} reads the claim in ingest.
 */
@NullMarked
package dev.millrace.ingest.claim;

import org.jspecify.annotations.NullMarked;
