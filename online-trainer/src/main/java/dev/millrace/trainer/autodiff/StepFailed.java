package dev.millrace.trainer.autodiff;

/** ONNX Runtime could not run a step; nothing has changed. */
public final class StepFailed extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StepFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
