package dev.millrace.trainer.loss;

import dev.millrace.models.graph.TensorSpec;
import dev.millrace.schemas.task.LossSpec;
import dev.millrace.schemas.task.LossSpec.Part;
import dev.millrace.trainer.autodiff.Loss;
import dev.millrace.trainer.autodiff.NoGradient;
import dev.millrace.trainer.autodiff.NodeWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Several losses over one graph, each with a sign and weight and with parameters of its own. An
 * example's loss is their weighted sum; a parameter's gradient is the sum over the parts that name
 * it. All gradients are taken at the same weights: the parts step at once, not in turn.
 */
final class Objective implements Loss {

  private final LossSpec.Objective spec;

  Objective(LossSpec.Objective spec) {
    this.spec = spec;
  }

  @Override
  public TensorSpec target(long outputs) {
    return Losses.of(spec.told().loss()).target(outputs);
  }

  @Override
  public List<String> parts() {
    return spec.parts().stream().map(Part::name).toList();
  }

  @Override
  public Terms append(Place at) {
    NodeWriter write = at.write();
    List<Seed> seeds = new ArrayList<>();
    List<String> parts = new ArrayList<>();
    Optional<String> sum = Optional.empty();
    for (Part part : spec.parts()) {
      Terms terms = Losses.of(part.loss()).append(place(part, at));
      parts.add(terms.losses());
      String weight = write.real((float) part.weight());
      String losses = write.mul(terms.losses(), weight);
      sum = Optional.of(sum.map(other -> write.add(other, losses)).orElse(losses));
      for (Seed seed : terms.seeds()) {
        String gradient = write.mul(seed.gradient(), weight);
        seeds.add(new Seed(part.name(), seed.value(), gradient, part.parameters()));
      }
    }
    return new Terms(sum.orElseThrow(), seeds, parts);
  }

  private static Place place(Part part, Place at) {
    String score = part.output().isEmpty() ? at.score() : part.output();
    if (at.head().graph().output(score).isEmpty()) {
      throw new NoGradient(
          "part '%s' reads the output '%s', the head has only %s"
              .formatted(part.name(), score, at.head().graph().outputs()));
    }
    Double truth = part.truth();
    return at.at(score, truth == null ? at.target() : at.write().real(truth.floatValue()));
  }
}
