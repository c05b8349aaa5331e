/**
 * Training steps of this engine against PyTorch's, in turns on the same cores. {@link
 * dev.millrace.bench.training.TrainingSpeed} starts {@code bench/training/torch_steps.py} and tells
 * it over a pipe when it is its turn; both train the same model files on the same examples.
 */
@NullMarked
package dev.millrace.bench.training;

import org.jspecify.annotations.NullMarked;
