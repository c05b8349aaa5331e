package dev.millrace.trainer.autodiff;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.millrace.models.graph.HeadGraph;
import dev.millrace.models.graph.NodeNames;
import java.util.Arrays;

/** Roughly how much work a head is for one example, in multiplications of a convolution. */
final class HeadWork {

  /** As measured: large products run so many times faster than those of layers with structure. */
  private static final long DENSE = 4;

  private HeadWork() {}

  /** The sum over its nodes, as far as shapes are known. */
  static long of(HeadGraph head, HeadValues values) {
    return head.graph().nodes().stream().mapToLong(node -> of(node, values)).sum();
  }

  private static long of(NodeProto node, HeadValues values) {
    long results =
        NodeNames.outputs(node).stream().mapToLong(name -> elements(name, values)).max().orElse(0);
    return switch (node.getOpType()) {
      case "MatMul", "Gemm" -> results * each(node, values) / DENSE;
      case "Conv", "ConvTranspose" -> results * each(node, values);
      // The first result may be left out; each step multiplies by both matrices.
      case "LSTM", "GRU", "RNN" ->
          dimension(values, node.getInput(0), 0)
              * (elements(node.getInput(1), values) + elements(node.getInput(2), values));
      default -> results;
    };
  }

  /** Multiplications for one element of a product. */
  private static long each(NodeProto node, HeadValues values) {
    String left = node.getInput(0);
    String right = node.getInput(1);
    return switch (node.getOpType()) {
      case "MatMul", "Gemm" -> dimension(values, left, -1);
      // [out][in / groups][kernel], and [in][out / groups][kernel].
      default -> elements(right, values) / Math.max(1, dimension(values, right, 0));
    };
  }

  private static long dimension(HeadValues values, String value, int index) {
    long[] dims = values.shape(value).orElse(new long[0]);
    return dims.length == 0 ? 1 : Math.max(1, dims[Math.floorMod(index, dims.length)]);
  }

  private static long elements(String value, HeadValues values) {
    long[] dims = values.shape(value).orElse(new long[0]);
    return Arrays.stream(dims).filter(dim -> dim > 0).reduce(1, (a, b) -> a * b);
  }
}
