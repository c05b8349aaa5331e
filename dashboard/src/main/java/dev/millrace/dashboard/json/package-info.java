/**
 * The JSON of the dashboard: answers, live events and the values of the state stores.
 *
 * <p>{@link dev.millrace.dashboard.json.Json} reads and writes; {@link
 * dev.millrace.dashboard.json.RecordNodes} shows the records of the topics, {@link
 * dev.millrace.dashboard.json.Outputs} what a model said.
 */
@NullMarked
package dev.millrace.dashboard.json;

import org.jspecify.annotations.NullMarked;
