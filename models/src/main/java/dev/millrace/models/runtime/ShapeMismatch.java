package dev.millrace.models.runtime;

/** Tensors, parameters or inputs that do not fit the place they are given to. */
public final class ShapeMismatch extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  public ShapeMismatch(String message) {
    super(message);
  }
}
