package dev.millrace.trainer.loss;

import dev.millrace.models.graph.TensorSpec;
import dev.millrace.trainer.autodiff.Loss;
import dev.millrace.trainer.autodiff.NodeWriter;
import java.util.List;

/**
 * A loss times a weight of each example. Softmax cross-entropy whose weight is the return of an
 * action is the policy gradient (Williams 1992, REINFORCE).
 */
final class Weighted implements Loss {

  private final Loss loss;

  Weighted(Loss loss) {
    this.loss = loss;
  }

  @Override
  public TensorSpec target(long outputs) {
    return loss.target(outputs);
  }

  @Override
  public Weights weights() {
    return Weights.ONE_EACH;
  }

  @Override
  public List<String> parts() {
    return loss.parts();
  }

  @Override
  public Terms append(Place at) {
    NodeWriter write = at.write();
    Terms plain = loss.append(at);
    List<Seed> seeds =
        plain.seeds().stream()
            .map(
                seed ->
                    new Seed(
                        seed.part(),
                        seed.value(),
                        write.mul(seed.gradient(), WEIGHT),
                        seed.parameters()))
            .toList();
    String flat = write.reshape(WEIGHT, -1);
    List<String> parts = plain.parts().stream().map(part -> write.mul(part, flat)).toList();
    return new Terms(write.mul(plain.losses(), flat), seeds, parts);
  }
}
