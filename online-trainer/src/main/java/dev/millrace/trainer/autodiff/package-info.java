/**
 * Gradients of a head as ordinary ONNX operators.
 *
 * <p>Start at {@link dev.millrace.trainer.autodiff.GradientGraph}: head and loss in, compiled graph
 * out. {@link dev.millrace.trainer.autodiff.TrainingGraphs} assembles the graphs, {@link
 * dev.millrace.trainer.autodiff.Differentiator} walks the head backwards, {@link
 * dev.millrace.trainer.autodiff.GradientRules} has one row an operator and {@link
 * dev.millrace.trainer.autodiff.Backward} is what a row may use.
 */
@NullMarked
package dev.millrace.trainer.autodiff;

import org.jspecify.annotations.NullMarked;
