/**
 * From an event to the arrays that a model takes; plain Java, no engine.
 *
 * <p>Entry point: {@link dev.millrace.inference.preprocess.Preprocessors} picks the {@link
 * dev.millrace.inference.preprocess.Preprocessor} for a bundle's input; sensor readings, which need
 * state per source, go through {@link dev.millrace.inference.preprocess.SensorWindows} instead.
 * Data flow: event → {@link dev.millrace.inference.preprocess.Outcome} of {@link
 * dev.millrace.inference.preprocess.ModelInput} (tensors by input name, and what the decoder needs
 * to map the result back). Pictures: bytes → {@link dev.millrace.inference.preprocess.ImageHeader}
 * (limits) → {@link dev.millrace.inference.preprocess.ImageDecoder} → {@link
 * dev.millrace.inference.preprocess.Pixels} → {@link dev.millrace.inference.preprocess.Letterbox}.
 */
@NullMarked
package dev.millrace.inference.preprocess;

import org.jspecify.annotations.NullMarked;
