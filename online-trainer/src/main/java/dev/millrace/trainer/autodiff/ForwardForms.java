package dev.millrace.trainer.autodiff;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a node runs when its gradient is wanted, where that differs from how it runs otherwise: a row
 * may use another operator or further outputs, and {@link Forward#save} what the gradient rule
 * needs. The rule still sees the node as it stands in the head. Only training graphs use these.
 */
final class ForwardForms {

  private static final Map<String, Rewrite> ROWS = new TreeMap<>();

  static {
    List.of(NormalizationRules.forms(), PoolRules.forms(), RecurrentRules.forms())
        .forEach(ROWS::putAll);
  }

  private ForwardForms() {}

  static Optional<Rewrite> of(NodeProto node) {
    @Nullable Rewrite row = node.getDomain().isEmpty() ? ROWS.get(node.getOpType()) : null;
    return Optional.ofNullable(row);
  }
}
