package dev.millrace.trainer.loss;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.millrace.models.graph.Attributes;
import dev.millrace.models.graph.HeadGraph;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.trainer.autodiff.Loss;
import dev.millrace.trainer.autodiff.NoGradient;
import dev.millrace.trainer.autodiff.NodeWriter;
import java.util.List;

/**
 * Cross-entropy of the softmax, fused: {@code loss = −log softmax(logits)[class]}, whose gradient
 * by the logits is {@code softmax(logits) − onehot(class)}. Going through the probabilities instead
 * would divide by ones that are rounded to zero.
 *
 * <p>Truth: int64 {@code [n]}, indices of classes.
 */
final class SoftmaxCrossEntropy implements Loss {

  @Override
  public TensorSpec target(long outputs) {
    return TensorSpec.int64(TARGET, TensorSpec.DYNAMIC);
  }

  @Override
  public Terms append(HeadGraph head, NodeWriter write) {
    NodeProto softmax = softmax(head);
    String logits = softmax.getInput(0);
    long classes = head.graph().output(head.score()).orElseThrow().shape()[1];
    String hot =
        write.op(
            "OneHot",
            List.of(TARGET, write.integers(classes), write.reals(0f, 1f)),
            Attributes.integer("axis", 1));
    String logs = write.op("LogSoftmax", List.of(logits), Attributes.integer("axis", 1));
    String losses = write.neg(write.sum(write.mul(logs, hot), 1));
    return new Terms(losses, logits, write.sub(head.score(), hot));
  }

  private static NodeProto softmax(HeadGraph head) {
    return head.graph().nodes().stream()
        .filter(node -> node.getOutputList().contains(head.score()))
        .filter(node -> node.getOpType().equals("Softmax"))
        .findFirst()
        .orElseThrow(
            () ->
                new NoGradient(
                    "the head's score '%s' is not the result of a Softmax; softmax cross-entropy"
                            .formatted(head.score())
                        + " needs one: name the probabilities as output, or choose another loss"));
  }
}
