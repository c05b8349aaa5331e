package dev.millrace.inference.operator;

/** What a task does with a record that can't be read, and so is of no known feed. */
public enum Unreadable {
  /** It becomes a dead letter. */
  REPORTED,
  /** Another task that reads the same topic reports it. */
  PASSED_OVER
}
