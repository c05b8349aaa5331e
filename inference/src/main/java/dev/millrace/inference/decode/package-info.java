/**
 * From a model's output arrays to a prediction; plain Java, no engine.
 *
 * <p>Entry point: {@link dev.millrace.inference.decode.Decoders} picks the {@link
 * dev.millrace.inference.decode.Decoder} for a task's decode specification. Data flow: one event's
 * output arrays (and, for pictures, the {@link dev.millrace.inference.preprocess.Geometry} of its
 * canvas) → the Avro record that stands in a {@code Prediction}. Reading text is two models with
 * work between them: {@link dev.millrace.inference.decode.TextReader} goes from pixels to text
 * through {@link dev.millrace.inference.decode.TextRegions}, {@link
 * dev.millrace.inference.decode.LineJoin}, {@link dev.millrace.inference.decode.LineCrop} and
 * {@link dev.millrace.inference.decode.CtcText}.
 */
@NullMarked
package dev.millrace.inference.decode;

import org.jspecify.annotations.NullMarked;
