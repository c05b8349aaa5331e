/**
 * Running models: ONNX Runtime behind plain tensors, and the parameters that a head is given.
 *
 * <p>Start at {@link dev.millrace.models.runtime.OrtModel}: bytes become a session, {@link
 * dev.millrace.models.runtime.Tensor}s go in and come out, nothing off-heap outlives a call. {@link
 * dev.millrace.models.runtime.SharedModels} keeps one session a model in the process. A {@link
 * dev.millrace.models.runtime.Head} runs with a {@link dev.millrace.models.runtime.ParameterPatch},
 * which it holds off-heap as a {@link dev.millrace.models.runtime.LoadedPatch}; {@link
 * dev.millrace.models.runtime.VersionZero} makes the first one.
 */
@NullMarked
package dev.millrace.models.runtime;

import org.jspecify.annotations.NullMarked;
