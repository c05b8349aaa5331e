package dev.millrace.bench.scratch;

/**
 * The state after a pass; pass 0 is the start.
 *
 * @param trained mean loss of the pass, each batch before it was learned; NaN at the start
 * @param loss mean loss of the test examples
 * @param accuracy part of the test examples whose class has the highest score
 */
record Epoch(double trained, double loss, double accuracy) {}
