/**
 * What the pipeline costs beside the model alone. Not shipped.
 *
 * <p>Start at {@link dev.millrace.bench.EndToEnd}: {@link dev.millrace.bench.TokenizedTexts} go
 * through ONNX Runtime alone in several {@link dev.millrace.bench.RawConfiguration}s, and the same
 * texts through the whole pipeline in a {@link dev.millrace.bench.PipelineRun}; both take turns in
 * one JVM, never at the same time, and {@link dev.millrace.bench.ResultTable} prints the ratios.
 */
@NullMarked
package dev.millrace.bench;

import org.jspecify.annotations.NullMarked;
