/**
 * What produces to {@code raw.<feed>} and {@code raw.labels}.
 *
 * <p>Start at {@link dev.millrace.ingest.source.Sources}, the table of sources by format: it opens
 * an {@link dev.millrace.ingest.source.EventSource}, and a {@link
 * dev.millrace.ingest.source.Feeder} writes what that gives to Kafka, with markers between.
 *
 * <p>Recorded input flows: file → {@code EntryReader} (one class a format) → {@code RecordedSource}
 * (ids, times) → {@code FutureValueLabels} → {@code DelayedLabels} → {@code Feeder}. Live sources
 * take the place of the first two.
 */
@NullMarked
package dev.millrace.ingest.source;

import org.jspecify.annotations.NullMarked;
