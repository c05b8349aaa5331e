/**
 * Removal of blobs that no record can name any more: {@link dev.millrace.deploy.blob.BlobSweep}
 * asks the topics how long they keep records ({@code TopicRetention}) and which blobs these name
 * ({@code BlobMentions}), and {@code SweepClock} does so by itself while a loop runs.
 */
@NullMarked
package dev.millrace.deploy.blob;

import org.jspecify.annotations.NullMarked;
