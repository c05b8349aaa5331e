package dev.millrace.trainer.autodiff;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;

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

  /** A parameter that can be anything. */
  static NoGradient noInfluence(String parameter) {
    return new NoGradient(
        "parameter '%s' has no influence on the loss; train fewer parameters".formatted(parameter));
  }

  /** A part of the loss without parameters of its own. */
  static NoGradient reachesNone(Loss.Seed seed, List<String> parameters) {
    return new NoGradient(
        "no trained parameter matches '%s' of part '%s'; there are %s"
            .formatted(seed.parameters(), seed.part(), parameters));
  }
}
