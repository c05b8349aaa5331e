package dev.millrace.deploy.local;

/** A state directory that another process holds; the message names both and the way out. */
public final class StateInUse extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  StateInUse(String message) {
    super(message);
  }
}
