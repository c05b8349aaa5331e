package dev.millrace.trainer.learner;

import dev.millrace.models.bundle.LearningModel;
import dev.millrace.models.bundle.LearningModel.Targets;
import dev.millrace.models.graph.Heads;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.schemas.task.LossSpec;
import dev.millrace.schemas.task.TrainSpec.HeadSpec.Kind;
import dev.millrace.trainer.autodiff.GradientGraph;
import java.util.List;

/** What a task's labels are, by its loss. */
final class Truths {

  private Truths() {}

  static Truth of(LossSpec loss, List<String> classes, LearningModel model, GradientGraph graph) {
    if (loss instanceof LossSpec.Weighted weighted) {
      Truth plain = of(weighted.loss(), classes, model, graph);
      return new WeightedTruth(plain, plain instanceof ClassTruth ? classes : List.of());
    }
    return switch (loss.labels()) {
      case CLASS -> classes(classes, graph);
      case VALUES ->
          new ValueTruth(
              graph.outputs(),
              lastKnown(model, graph),
              loss.head() == Kind.SIGMOID ? ValueTruth.PARTS : ValueTruth.ANY);
    };
  }

  private static Truth classes(List<String> classes, GradientGraph graph) {
    if (classes.size() != graph.outputs()) {
      throw new IllegalStateException(
          "the head tells %d classes apart, the task names %d; correct the task's classes"
              .formatted(graph.outputs(), classes.size()));
    }
    return new ClassTruth(classes);
  }

  /** Only a source's own scaling puts the newest value in the offset; elsewhere it is 0. */
  private static int lastKnown(LearningModel model, GradientGraph graph) {
    return model.targets() == Targets.SCALED_BY_SOURCE
        ? graph.inputs().stream().map(TensorSpec::name).toList().indexOf(Heads.OFFSET)
        : ValueTruth.NOT_TOLD;
  }
}
