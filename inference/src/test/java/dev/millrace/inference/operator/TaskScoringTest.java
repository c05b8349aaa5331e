package dev.millrace.inference.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.models.bundle.ModelBundle;
import dev.millrace.models.bundle.TaskModel;
import dev.millrace.models.graph.ModelLimits;
import dev.millrace.models.graph.ModelRejected;
import dev.millrace.models.runtime.SharedModels;
import dev.millrace.schemas.task.BundleManifest;
import dev.millrace.schemas.task.ServeSpec;
import dev.millrace.schemas.task.ServeSpec.Delivery;
import dev.millrace.schemas.task.Task;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TaskScoringTest {

  @Test
  void taskMayAskForAnotherBatchThanItsBundle() {
    Task task = with(Fixtures.textTask(), 8);
    assertThat(size(task, Fixtures.textModel(2))).isEqualTo(new BatchSize(8, true));
    assertThat(size(Fixtures.textTask(), Fixtures.textModel(2))).isEqualTo(new BatchSize(2, true));
  }

  @Test
  void taskThatLearnsRunsEachEventAloneWhereMatesWouldChangeIt() {
    Task task = Fixtures.sensorTask();
    TaskModel model = TaskModel.load(task, dependentOnMates(Fixtures.sensorModel().bundle()));
    assertThat(size(task, model)).isEqualTo(new BatchSize(1, false));
    Task batched = with(task, 8);
    assertThatThrownBy(() -> TaskScoring.start(batched, model))
        .isInstanceOf(ModelRejected.class)
        .hasMessageContaining("serve.batch 8")
        .hasMessageContaining("drop serve.batch");
  }

  @Test
  void sessionsOfATrialStayOpenForThoseWhoComeAfterIt() {
    Task task = Fixtures.textTask();
    TaskModel model = Fixtures.textModel(2);
    int before = SharedModels.process().open();
    ScoringCheck trial = ScoringCheck.pass(task, model.bundle());
    int held = SharedModels.process().open();
    assertThat(held).isGreaterThan(before);
    TaskScoring after = TaskScoring.start(task, model);
    assertThat(SharedModels.process().open()).isEqualTo(held);
    trial.close();
    assertThat(SharedModels.process().open()).isEqualTo(held);
    after.scoring().close();
    assertThat(SharedModels.process().open()).isEqualTo(before);
  }

  private static BatchSize size(Task task, TaskModel model) {
    TaskScoring scoring = TaskScoring.start(task, model);
    scoring.scoring().close();
    return scoring.size();
  }

  private static Task with(Task task, int batch) {
    return new Task(
        task.name(),
        task.feed(),
        task.classes(),
        task.bundle(),
        task.window(),
        task.decode(),
        task.train().orElse(null),
        new ServeSpec(Delivery.EXACTLY_ONCE, batch));
  }

  private static ModelBundle dependentOnMates(ModelBundle bundle) {
    BundleManifest manifest = bundle.manifest();
    return ModelBundle.of(
        new BundleManifest(
            manifest.name(),
            manifest.licence(),
            manifest.files(),
            manifest.input(),
            manifest.outputs(),
            manifest.trainable(),
            false,
            manifest.bestBatch()),
        Map.of(BundleManifest.MODEL, bundle.file(BundleManifest.MODEL)),
        ModelLimits.DEFAULT);
  }
}
