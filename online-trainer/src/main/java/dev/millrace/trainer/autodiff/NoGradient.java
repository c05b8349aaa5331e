package dev.millrace.trainer.autodiff;

import ai.onnx.proto.OnnxMl.NodeProto;

/** A head that cannot be trained; the message names the operator and the node. */
public final class NoGradient extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NoGradient(String what, NodeProto node) {
    this(
        "%s, at operator %s, node '%s' (result '%s')"
            .formatted(what, node.getOpType(), node.getName(), node.getOutput(0)));
  }

  /** What cannot be trained, and what to do. */
  public NoGradient(String message) {
    super(message);
  }
}
