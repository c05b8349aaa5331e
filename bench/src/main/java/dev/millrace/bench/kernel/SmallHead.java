package dev.millrace.bench.kernel;

import dev.millrace.models.graph.GraphBuilder;
import dev.millrace.models.graph.HeadGraph;
import dev.millrace.models.graph.Heads;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.schemas.task.TrainSpec.HeadSpec;
import java.util.SplittableRandom;

/** The head of the kernels: linear, 384 features to 4 classes, as on a sentence embedding. */
final class SmallHead {

  static final int WIDTH = 384;
  static final int CLASSES = 4;
  static final String FEATURE = "embedding";

  private SmallHead() {}

  static HeadGraph graph() {
    return Heads.attach(
        new HeadSpec(HeadSpec.Kind.SOFTMAX, 0, CLASSES),
        TensorSpec.float32(FEATURE, TensorSpec.DYNAMIC, WIDTH),
        GraphBuilder.OPSET);
  }

  static float[] random(int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextDouble(-0.1, 0.1);
    }
    return values;
  }
}
