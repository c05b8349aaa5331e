/**
 * What a run has done: watched while it runs, summed up at its end.
 *
 * <p>{@link dev.millrace.deploy.report.LoopWatch} follows predictions and metrics as any reader
 * would, and knows from the end markers when all input has left every stage; {@link
 * dev.millrace.deploy.report.Collector} then reads the topics once and gives a {@link
 * dev.millrace.deploy.report.Report}, {@code predictions.jsonl} and {@code prequential.jsonl}.
 */
@NullMarked
package dev.millrace.deploy.report;

import org.jspecify.annotations.NullMarked;
