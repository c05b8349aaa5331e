/**
 * JMH benchmarks of single steps: {@link dev.millrace.bench.kernel.RecordKernel} (Avro), {@link
 * dev.millrace.bench.kernel.HeadKernel} (change of weights), {@link
 * dev.millrace.bench.kernel.GradientKernel} (learning step), {@link
 * dev.millrace.bench.kernel.TokenKernel} (text) and {@link
 * dev.millrace.bench.kernel.DetectionKernel} (pictures). Start them through JMH's own main class.
 */
@NullMarked
package dev.millrace.bench.kernel;

import org.jspecify.annotations.NullMarked;
