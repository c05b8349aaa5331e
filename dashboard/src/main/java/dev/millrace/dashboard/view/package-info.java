/**
 * What the topics have said, kept by Kafka Streams: sums in windows of time, sources, dead letters
 * by reason, the join of predictions and labels, versions and metrics.
 *
 * <p>Start at {@link dev.millrace.dashboard.view.ViewsTopology}: {@code StreamView} reads what has
 * many partitions, {@code JoinView} what it sends on by event, {@code ModelView} the model topics.
 * {@link dev.millrace.dashboard.view.Stores} names the stores, and the values in them (for example
 * {@link dev.millrace.dashboard.view.WindowSums}) can be added up over partitions and instances.
 */
@NullMarked
package dev.millrace.dashboard.view;

import org.jspecify.annotations.NullMarked;
