/**
 * What the two Flink jobs share.
 *
 * <p>Start at {@link dev.millrace.stream.JobSettings}. {@link dev.millrace.stream.Sources} reads
 * topics as {@link dev.millrace.stream.Inbound} records whose watermarks come from in-band markers
 * ({@link dev.millrace.stream.MarkerWatermarks}); operators answer with {@link
 * dev.millrace.stream.Outbound} records; {@link dev.millrace.stream.Sinks} writes all of a job's
 * topics in one transaction.
 */
@NullMarked
package dev.millrace.stream;

import org.jspecify.annotations.NullMarked;
