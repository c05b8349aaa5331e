package dev.millrace.bench.scratch;

import dev.millrace.models.graph.CutHeads;
import dev.millrace.models.graph.ElementType;
import dev.millrace.models.graph.GraphCut;
import dev.millrace.models.graph.GraphCut.Cut;
import dev.millrace.models.graph.HeadGraph;
import dev.millrace.models.graph.OnnxGraph;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.models.runtime.OrtModel;
import dev.millrace.models.runtime.ParameterLayout;
import dev.millrace.models.runtime.SessionSettings;
import dev.millrace.models.runtime.ShapeInference;
import dev.millrace.models.runtime.Tensor;
import dev.millrace.models.runtime.VersionZero;
import dev.millrace.schemas.task.TrainSpec.HeadSpec.Kind;
import dev.millrace.trainer.autodiff.Batch;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A model file all of whose parameters are trained, with the output {@code logits}. Close it. */
public final class WholeModel implements AutoCloseable {

  private final HeadGraph head;
  private final float[] theta;
  private final OrtModel backbone;
  private final TensorSpec input;
  private final List<String> features;

  public WholeModel(OnnxGraph file) {
    Cut cut = GraphCut.cut(file, "*");
    List<TensorSpec> specs = ShapeInference.outputs(cut.backbone());
    head = CutHeads.of(cut, specs, "logits", Kind.SOFTMAX);
    features = specs.stream().map(TensorSpec::name).toList();
    input = cut.backbone().inputs().get(0);
    backbone = OrtModel.load(cut.backbone(), SessionSettings.DEFAULT);
    theta = VersionZero.fromFile(ParameterLayout.of(head.parameters()), cut.parameters()).theta();
  }

  /** What is trained. */
  public HeadGraph head() {
    return head;
  }

  /** The weights in the file, in the layout of the head's parameters; a copy. */
  public float[] theta() {
    return theta.clone();
  }

  /** Examples as the head takes them: what no parameter reaches (a mask of words) is made once. */
  public List<Batch.Row> examples(List<Batch.Row> given) {
    return given.stream().map(this::example).toList();
  }

  private Batch.Row example(Batch.Row given) {
    long[] shape = input.shape();
    shape[0] = 1;
    float[] x = given.inputs().get(0);
    Tensor tensor =
        input.type() == ElementType.INT64
            ? Tensor.longs(
                IntStream.range(0, x.length).mapToLong(i -> (long) x[i]).toArray(), shape)
            : Tensor.floats(x, shape);
    Map<String, Tensor> made = backbone.run(Map.of(input.name(), tensor), features);
    return new Batch.Row(
        features.stream().map(name -> floats(made.get(name))).toList(), given.truth());
  }

  private static float[] floats(Tensor tensor) {
    if (tensor.type() == ElementType.FLOAT32) {
      return tensor.floats();
    }
    float[] floats = new float[tensor.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = tensor.longs()[i];
    }
    return floats;
  }

  @Override
  public void close() {
    backbone.close();
  }
}
