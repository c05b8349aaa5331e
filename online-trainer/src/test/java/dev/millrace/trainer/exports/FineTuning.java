package dev.millrace.trainer.exports;

import dev.millrace.models.graph.CutHeads;
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
import dev.millrace.schemas.task.LossSpec;
import dev.millrace.schemas.task.TrainSpec.HeadSpec.Kind;
import dev.millrace.trainer.autodiff.Batch;
import dev.millrace.trainer.autodiff.GradientGraph;
import dev.millrace.trainer.loss.Losses;
import dev.millrace.trainer.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A real export, cut and trained as a task's model is: the backbone runs once for each example,
 * then the head learns from the features. Starts from the weights in the file. Close it.
 */
final class FineTuning implements AutoCloseable {

  private final OrtModel backbone;
  private final List<String> features;
  private final GradientGraph graph;
  private final int batch;
  private final float[] theta;

  /**
   * @param trainable glob over initializers
   * @param output the model's output that is learned
   * @param batch examples of a step
   */
  FineTuning(OnnxGraph model, String trainable, String output, LossSpec loss, int batch) {
    Cut cut = GraphCut.cut(model, trainable);
    Kind kind = loss.labels() == LossSpec.Labels.CLASS ? Kind.SOFTMAX : Kind.REGRESSION;
    List<TensorSpec> specs = ShapeInference.outputs(cut.backbone());
    HeadGraph head = CutHeads.of(cut, specs, output, kind);
    this.features = specs.stream().map(TensorSpec::name).toList();
    this.backbone = OrtModel.load(cut.backbone(), SessionSettings.DEFAULT);
    this.graph = GradientGraph.compile(head, Losses.of(loss), batch);
    this.batch = batch;
    this.theta =
        VersionZero.fromFile(ParameterLayout.of(head.parameters()), cut.parameters()).theta();
  }

  /** An example of one event. */
  Batch.Row example(Map<String, Tensor> inputs, double... truth) {
    Map<String, Tensor> cut = backbone.run(inputs, features);
    return new Batch.Row(features.stream().map(name -> cut.get(name).floats()).toList(), truth);
  }

  /** The parameters, as they are now. */
  float[] theta() {
    return theta;
  }

  /** Mean loss. */
  double loss(List<Batch.Row> rows) {
    double sum = 0;
    for (int from = 0; from < rows.size(); from += batch) {
      for (float loss : score(rows.subList(from, Math.min(from + batch, rows.size()))).losses()) {
        sum += loss;
      }
    }
    return sum / rows.size();
  }

  /** Part of the examples whose class has the highest score. */
  double accuracy(List<Batch.Row> rows) {
    int right = 0;
    for (Batch.Row row : rows) {
      float[] scores = score(List.of(row)).scores()[0];
      int best = 0;
      for (int i = 1; i < scores.length; i++) {
        best = scores[i] > scores[best] ? i : best;
      }
      right += best == (int) row.truth()[0] ? 1 : 0;
    }
    return (double) right / rows.size();
  }

  GradientGraph.Scores score(List<Batch.Row> rows) {
    return graph.score(theta, new Batch(rows));
  }

  /** The gradient of some examples under the present weights. */
  float[] gradient(List<Batch.Row> rows) {
    float[] gradient = new float[theta.length];
    graph.gradient(theta, new Batch(rows), gradient);
    return gradient;
  }

  /** Learns from all examples so many times, each time in another order. */
  void learn(List<Batch.Row> rows, Optimizer optimizer, int epochs) {
    Random random = new Random(20261125);
    List<Batch.Row> order = new ArrayList<>(rows);
    for (int epoch = 0; epoch < epochs; epoch++) {
      Collections.shuffle(order, random);
      for (int from = 0; from + batch <= order.size(); from += batch) {
        optimizer.step(theta, gradient(order.subList(from, from + batch)));
      }
    }
  }

  @Override
  public void close() {
    backbone.close();
    graph.close();
  }
}
