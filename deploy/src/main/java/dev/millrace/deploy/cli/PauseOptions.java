package dev.millrace.deploy.cli;

import dev.millrace.deploy.topic.RecordJson;
import dev.millrace.schemas.TopicCreator;
import dev.millrace.schemas.avro.TrainingControl;
import dev.millrace.schemas.topic.KafkaAccess;
import dev.millrace.schemas.topic.ModelLog;
import dev.millrace.schemas.topic.PauseWriter;
import dev.millrace.schemas.topic.PauseWriter.Training;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the commands share that pause and resume training. */
final class PauseOptions {

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept with the control.")
  private @Nullable String reason;

  @Option(
      names = "--by",
      paramLabel = "NAME",
      defaultValue = "${sys:user.name}",
      description = "Who decides (default: ${DEFAULT-VALUE}).")
  private String person = "unknown";

  @Option(names = "--json", description = "Print the control as JSON.")
  private boolean json;

  void set(
      KafkaAccess kafka,
      InstantSource clock,
      String task,
      Training training,
      String otherwise,
      PrintWriter out)
      throws InterruptedException {
    // Topics of an earlier release lack the one for controls.
    try (Admin admin = kafka.admin()) {
      TopicCreator.withBrokerDefaults(admin).create(kafka.topics(), Set.of());
    }
    ModelLog.read(kafka).requireTask(task);
    TrainingControl control =
        new PauseWriter(kafka, clock, person)
            .set(task, training, reason == null ? otherwise : reason);
    if (json) {
      out.println(RecordJson.of(control));
    } else {
      out.println(
          task
              + (control.getPaused()
                  ? ": training waits until `millrace models resume " + task + "`"
                  : ": training goes on"));
    }
    out.flush();
  }
}
