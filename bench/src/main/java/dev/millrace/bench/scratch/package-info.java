/**
 * Models trained from scratch, by this engine and by PyTorch, from the same weights, split and
 * order. {@code bench/scratch/make_scratch.py} writes the files and PyTorch's curve; {@link
 * dev.millrace.bench.scratch.FromScratch} trains the same and sets both side by side.
 */
@NullMarked
package dev.millrace.bench.scratch;

import org.jspecify.annotations.NullMarked;
