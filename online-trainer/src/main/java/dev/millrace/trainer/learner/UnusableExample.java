package dev.millrace.trainer.learner;

/** Features or a label that cannot be learned from; becomes a dead letter. */
public final class UnusableExample extends Exception {

  private static final long serialVersionUID = 1L;

  /** Short cause, as it stands in a dead letter. */
  enum Code {
    UNREADABLE,
    UNKNOWN_CLASS,
    WRONG_TARGET,
    WRONG_SHAPE,
    NOT_FINITE,
    OUT_OF_RANGE,
    STEP_FAILED
  }

  private final Code code;

  UnusableExample(Code code, String reason) {
    super(reason);
    this.code = code;
  }

  Code code() {
    return code;
  }
}
