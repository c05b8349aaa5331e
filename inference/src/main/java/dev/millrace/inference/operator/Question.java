package dev.millrace.inference.operator;

/**
 * An event of the task's feed that is to be scored.
 *
 * @param facts the event
 * @param sample the sample it came in, with its window for sensor tasks
 */
record Question(EventFacts facts, Sample sample) {}
