package dev.millrace.inference.operator;

import dev.millrace.inference.preprocess.ModelInput;

/**
 * An event with what its model takes.
 *
 * @param question the event
 * @param input made of it
 */
record Ready(Question question, ModelInput input) {}
