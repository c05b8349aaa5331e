package dev.millrace.trainer.autodiff;

import ai.onnx.proto.OnnxMl.NodeProto;

/** A head that cannot be trained; the message names the operator, the node and what to do. */
public final class NoGradient extends RuntimeException {

  private static final long serialVersionUID = 1L;

  NoGradient(String what, NodeProto node) {
    this(
        "%s, at operator %s, node '%s' (result '%s')"
            .formatted(what, operator(node), node.getName(), node.getOutput(0)));
  }

  /** What cannot be trained, and what to do. */
  public NoGradient(String message) {
    super(message);
  }

  private NoGradient(String message, NoGradient cause) {
    super(message, cause);
  }

  /** The same, with the way out. */
  NoGradient with(String remedy) {
    return new NoGradient(getMessage() + "; " + remedy, this);
  }

  private static String operator(NodeProto node) {
    return node.getDomain().isEmpty()
        ? node.getOpType()
        : node.getDomain() + "." + node.getOpType();
  }
}
