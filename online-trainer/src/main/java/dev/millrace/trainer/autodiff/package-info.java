/**
 * Gradients of a head as ordinary ONNX operators.
 *
 * <p>Start at {@link dev.millrace.trainer.autodiff.GradientGraph}: head and loss in, compiled graph
 * out. A head goes through four steps, each with a table of one row an operator:
 *
 * <ol>
 *   <li>{@code OperatorSets} folds constants and brings the head to one operator set ({@code
 *       Upgrades}), so that the later tables are written for one form of each operator.
 *   <li>{@code HeadInference} finds types and shapes; {@code TrainedValues} what depends on a
 *       parameter.
 *   <li>{@link dev.millrace.trainer.autodiff.TrainingGraphs} appends the head's nodes, some in the
 *       form that keeps what their gradient needs ({@code ForwardForms}), and the loss.
 *   <li>{@code Differentiator} walks the nodes backwards through {@link
 *       dev.millrace.trainer.autodiff.GradientRules}. A rule sees a {@code Backward}: the gradients
 *       of the node's results, and where to give those of its inputs.
 * </ol>
 */
@NullMarked
package dev.millrace.trainer.autodiff;

import org.jspecify.annotations.NullMarked;
