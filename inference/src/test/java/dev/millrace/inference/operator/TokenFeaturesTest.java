package dev.millrace.inference.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.models.bundle.LearningModel;
import dev.millrace.models.bundle.ModelBundle;
import dev.millrace.models.bundle.TaskModel;
import dev.millrace.models.runtime.ParameterPatch;
import dev.millrace.schemas.avro.Classification;
import dev.millrace.schemas.avro.Features;
import dev.millrace.schemas.avro.NamedTensor;
import dev.millrace.schemas.avro.Prediction;
import dev.millrace.schemas.task.LossSpec;
import dev.millrace.schemas.task.OptimizerSpec;
import dev.millrace.schemas.task.Task;
import dev.millrace.schemas.task.TrainSpec;
import dev.millrace.schemas.task.TrainSpec.GateSpec;
import dev.millrace.schemas.task.TrainSpec.JoinSpec;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A model whose first trained layer is its table of words: features are token ids. */
final class TokenFeaturesTest {

  private static final Task TASK = Fixtures.learningTextTask(train());
  private static final ModelBundle BUNDLE = Fixtures.paddedTextBundle();
  private static final LearningModel MODEL = TaskModel.load(TASK, BUNDLE).learning().orElseThrow();

  private static TrainSpec train() {
    return new TrainSpec(
        "table",
        null,
        LossSpec.SOFTMAX_CROSS_ENTROPY,
        OptimizerSpec.adam(0.05),
        1,
        10,
        42,
        JoinSpec.DEFAULT,
        GateSpec.DEFAULT);
  }

  private static Life life() throws Exception {
    return new Life(Fixtures.spec(TASK, context -> TaskModel.load(TASK, BUNDLE), 1));
  }

  private static List<Long> ids(NamedTensor tensor) {
    var longs = tensor.getData().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
    return java.util.stream.LongStream.range(0, longs.remaining())
        .map(i -> longs.get((int) i))
        .boxed()
        .toList();
  }

  @Test
  void featuresAreThePaddedTokenIds() throws Exception {
    try (Life life = life()) {
      life.event(Fixtures.text(1, "good bad good"));
      Features features = life.drained(Features.class).get(0);
      assertThat(features.getTensors()).hasSize(1);
      NamedTensor tensor = features.getTensors().get(0);
      assertThat(tensor.getName()).isEqualTo(MODEL.features().get(0).name());
      assertThat(tensor.getDtype()).isEqualTo("int64");
      assertThat(tensor.getShape()).containsExactly(4L);
      assertThat(ids(tensor)).containsExactly(1L, 2L, 1L, 0L);
    }
  }

  @Test
  void patchOfTheTableChangesTheAnswer() throws Exception {
    float[] theta = MODEL.versionZero().theta();
    float[] turned = new float[theta.length];
    for (int i = 0; i < theta.length; i++) {
      turned[i] = theta[i ^ 1]; // The two columns exchanged.
    }
    ParameterPatch patch = new ParameterPatch(MODEL.layout(), turned);
    try (Life life = life()) {
      life.event(Fixtures.text(1, "good good"));
      life.drained();
      life.model(
          Fixtures.published(Fixtures.version(MODEL, 1, patch).setTask(TASK.name()).build()));
      life.model(Fixtures.decided(0, Fixtures.alias(1).setTask(TASK.name()).build()));
      life.event(Fixtures.text(2, "good good"));
      List<Prediction> predictions = life.drained(Prediction.class);
      assertThat(predictions)
          .extracting(prediction -> ((Classification) prediction.getOutput()).getLabel())
          .containsExactly("kind", "unkind");
    }
  }
}
