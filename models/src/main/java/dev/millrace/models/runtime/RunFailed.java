package dev.millrace.models.runtime;

/** ONNX Runtime refused or failed a run; the message names the model, its inputs and the cause. */
public final class RunFailed extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public RunFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
