package dev.millrace.bench.training;

/**
 * What some steps took.
 *
 * @param nanos nanoseconds by the clock
 * @param cpu nanoseconds of processor time, of all threads of the process
 */
record Turn(long nanos, long cpu) {}
