/**
 * The Kafka Streams application on the way in. Entry points: {@link
 * dev.millrace.ingest.topology.IngestTopology} for the wiring, {@link
 * dev.millrace.ingest.topology.IngestApp} to run it.
 *
 * <p>{@code raw.* → Decode (Intake: ContentDecoders, EventNaming, Rules) → Deduplicate → events.* |
 * labels}; markers go {@code Decode → ForwardMarkers → every partition}; what is refused goes to
 * {@code dead-letters}. Every raw record has exactly one outcome, and {@link
 * dev.millrace.ingest.topology.Counters} counts it.
 */
@NullMarked
package dev.millrace.ingest.topology;

import org.jspecify.annotations.NullMarked;
