package dev.millrace.models.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;

/** The one ONNX Runtime environment of the JVM. */
public final class Ort {

  private static final OrtEnvironment ENVIRONMENT =
      // Warnings are about exporters' habits (unused initializers); errors come as exceptions.
      OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "millrace");

  private Ort() {}

  /** Version of ONNX Runtime, for example {@code 1.28.0}; part of a version's lineage. */
  public static String version() {
    return ENVIRONMENT.getVersion();
  }

  /**
   * The environment, for code that keeps tensors of its own (pinned outputs of a training step).
   */
  public static OrtEnvironment environment() {
    return ENVIRONMENT;
  }

  /** Options for a session; the caller closes them. */
  public static SessionOptions options(SessionSettings settings) throws OrtException {
    SessionOptions options = new SessionOptions();
    options.setIntraOpNumThreads(settings.intraOpThreads());
    options.setInterOpNumThreads(1);
    options.addConfigEntry("session.intra_op.allow_spinning", "0");
    options.addConfigEntry("session.inter_op.allow_spinning", "0");
    options.setDeterministicCompute(true);
    options.setOptimizationLevel(
        switch (settings.rewriting()) {
          case ALL -> OptLevel.ALL_OPT;
          case NONE -> OptLevel.NO_OPT;
        });
    options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
    return options;
  }
}
