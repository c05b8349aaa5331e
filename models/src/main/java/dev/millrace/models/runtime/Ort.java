package dev.millrace.models.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one ONNX Runtime environment of the JVM. */
public final class Ort {

  private static final Logger LOG = LoggerFactory.getLogger(Ort.class);

  private static final String NAME = "millrace";

  private static final OrtEnvironment ENVIRONMENT =
      // Warnings are about exporters' habits (unused initializers); errors come as exceptions.
      OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, NAME);

  static {
    keepUntilTheProcessEnds();
  }

  private Ort() {}

  /**
   * The Java binding frees the native environment in a shutdown hook of its own, beside the hooks
   * in which work is ended in order, and a session that still runs then takes the JVM down
   * (microsoft/onnxruntime#31352). The native environment counts its users; one more of them, who
   * never leaves, keeps it. The binding has no public call for that.
   */
  private static void keepUntilTheProcessEnds() {
    try {
      Field api = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("ortApiHandle");
      Method create =
          OrtEnvironment.class.getDeclaredMethod(
              "createHandle", long.class, int.class, String.class);
      api.setAccessible(true);
      create.setAccessible(true);
      int level = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR.getValue();
      create.invoke(null, api.getLong(null), level, NAME);
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.warn(
          "ONNX Runtime {} has no way to keep its environment; a stop while models run may crash",
          ENVIRONMENT.getVersion(),
          e);
    }
  }

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
