package dev.millrace.deploy.cli;

import dev.millrace.schemas.TopicCreator;
import dev.millrace.schemas.avro.TrainingControl;
import dev.millrace.schemas.topic.KafkaAccess;
import dev.millrace.schemas.topic.ModelLog;
import dev.millrace.schemas.topic.PauseWriter;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What the commands share that let a task's training wait or go on. */
abstract class ModelsTrainingCommand implements Callable<Integer> {

  private final Surroundings surroundings;
  private final PauseWriter.Training training;
  private final String defaultReason;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Mixin private DecisionOptions decision = new DecisionOptions();

  @Parameters(paramLabel = "TASK", description = "Name of the task.")
  private String task = "";

  ModelsTrainingCommand(
      Surroundings surroundings, PauseWriter.Training training, String defaultReason) {
    this.surroundings = surroundings;
    this.training = training;
    this.defaultReason = defaultReason;
  }

  @Override
  public final Integer call() throws Exception {
    try (KafkaOptions.Open open = kafka.open(surroundings.home())) {
      createTopics(open.kafka());
      ModelLog.read(open.kafka()).requireTask(task);
      TrainingControl control =
          new PauseWriter(open.kafka(), surroundings.clock(), decision.person())
              .set(task, training, decision.reasonOr(defaultReason));
      decision.print(
          control,
          control.getPaused()
              ? task + ": training waits until `millrace models resume " + task + "`"
              : task + ": training goes on",
          spec.commandLine().getOut());
    }
    return 0;
  }

  /** Topics of an earlier release lack the one for controls. */
  private static void createTopics(KafkaAccess kafka) {
    try (Admin admin = kafka.admin()) {
      TopicCreator.withBrokerDefaults(admin).create(kafka.topics(), Set.of());
    }
  }
}
