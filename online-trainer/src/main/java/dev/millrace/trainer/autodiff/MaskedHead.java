package dev.millrace.trainer.autodiff;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.millrace.models.graph.Attributes;
import dev.millrace.models.graph.ElementType;
import dev.millrace.models.graph.GraphBuilder;
import dev.millrace.models.graph.HeadGraph;
import dev.millrace.models.graph.Heads;
import dev.millrace.models.graph.OnnxGraph;
import dev.millrace.models.graph.TensorSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * A head as it trains with dropout (Srivastava et al. 2014): each Dropout node, and the hidden
 * layer of an attached head, is a product with a mask. Masks are graph inputs, since ONNX Runtime's
 * own generator could not be made to repeat them. Nothing else runs this form of the head.
 *
 * @param head the head with the masks as inputs
 * @param masks names and shapes of the masks; the batch comes first
 */
public record MaskedHead(HeadGraph head, List<TensorSpec> masks) {

  private static final String MASK = "millrace.dropout.";
  private static final String UNMASKED = "head.hidden.unmasked";
  private static final int BOOL = ElementType.BOOL.code();

  /** Since this operator set the mask that a Dropout node gives is a boolean. */
  private static final long BOOLEAN_MASKS = 10;

  public MaskedHead {
    masks = List.copyOf(masks);
  }

  /** A head that trains as it is. */
  public static MaskedHead none(HeadGraph head) {
    return new MaskedHead(head, List.of());
  }

  /**
   * A head with masks.
   *
   * @throws NoGradient where it has nothing to mask
   */
  public static MaskedHead of(HeadGraph head) {
    OnnxGraph graph = head.graph();
    HeadValues values = HeadInference.of(graph);
    GraphBuilder builder = GraphBuilder.named(graph.graph().getName());
    List<TensorSpec> masks = new ArrayList<>();
    graph.inputs().forEach(builder::input);
    graph.outputs().forEach(builder::output);
    graph.initializers().values().forEach(builder::initializer);
    graph.opsets().forEach(builder::operatorSet);
    for (NodeProto node : graph.nodes()) {
      String result = node.getOutput(0);
      if (node.getOpType().equals("Dropout") && node.getDomain().isEmpty()) {
        String mask = mask(builder, masks, values, node);
        mul(builder, node.getInput(0), mask, result);
        keptOnes(builder, node, mask, graph.opset().orElse((long) GraphBuilder.OPSET));
      } else if (result.equals(Heads.HIDDEN)) {
        builder.node(node.toBuilder().setOutput(0, UNMASKED).build());
        mul(builder, UNMASKED, mask(builder, masks, values, node), result);
      } else {
        builder.node(node);
      }
    }
    if (masks.isEmpty()) {
      throw new NoGradient(
          "there is nothing to drop out: the trained part has no Dropout node and no hidden layer;"
              + " drop the task's 'dropout', or export the model for training");
    }
    int opset = Math.toIntExact(graph.opset().orElse((long) GraphBuilder.OPSET));
    OnnxGraph masked = builder.build(opset, Math.toIntExact(graph.irVersion()));
    return new MaskedHead(
        new HeadGraph(masked, head.features(), head.parameters(), head.score()), masks);
  }

  /** The same, with batch normalization that trains where its statistics are parameters. */
  public MaskedHead withMovingStatistics() {
    return new MaskedHead(MovingStatistics.training(head), masks);
  }

  private static String mask(
      GraphBuilder builder, List<TensorSpec> masks, HeadValues values, NodeProto node) {
    String result = node.getOutput(0);
    long[] shape =
        values
            .shape(result)
            .orElseThrow(() -> new NoGradient("the shape of its result is not known", node));
    shape[0] = TensorSpec.DYNAMIC;
    TensorSpec mask = TensorSpec.float32(MASK + masks.size(), shape);
    masks.add(mask);
    builder.input(mask);
    return mask.name();
  }

  /** The node's second result, where something reads it: which elements are kept. */
  private static void keptOnes(GraphBuilder builder, NodeProto node, String mask, long opset) {
    if (node.getOutputCount() < 2 || node.getOutput(1).isEmpty()) {
      return;
    }
    if (opset < BOOLEAN_MASKS) {
      throw new NoGradient(
          "its mask is read, and is no boolean before operator set %d; export with a newer set, or"
                  .formatted(BOOLEAN_MASKS)
              + " drop the task's 'dropout'",
          node);
    }
    builder.node("Cast", List.of(mask), List.of(node.getOutput(1)), Attributes.integer("to", BOOL));
  }

  private static void mul(GraphBuilder builder, String value, String mask, String result) {
    builder.node("Mul", List.of(value, mask), List.of(result));
  }
}
