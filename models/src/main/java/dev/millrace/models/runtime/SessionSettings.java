package dev.millrace.models.runtime;

import java.io.Serializable;

/**
 * How ONNX Runtime runs a model. Deterministic kernels are always on, spinning always off: sessions
 * share cores with Flink's threads.
 *
 * @param intraOpThreads threads inside an operator
 * @param rewriting how far ONNX Runtime may rewrite the graph
 */
public record SessionSettings(int intraOpThreads, Rewriting rewriting) implements Serializable {

  /** How far ONNX Runtime may rewrite a graph before it runs it. */
  public enum Rewriting {
    /** Fused operators and other memory layouts; last bits depend on what could be fused. */
    ALL,
    /** Operator by operator as the file says, to compare graphs bit for bit. */
    NONE
  }

  /**
   * One thread: parallel single runs beat threads inside an operator on the models measured, and
   * sums don't depend on how work was split.
   */
  public static final SessionSettings DEFAULT = new SessionSettings(1, Rewriting.ALL);

  public SessionSettings {
    if (intraOpThreads < 1) {
      throw new IllegalArgumentException(
          "intraOpThreads must be at least 1, not " + intraOpThreads);
    }
  }
}
