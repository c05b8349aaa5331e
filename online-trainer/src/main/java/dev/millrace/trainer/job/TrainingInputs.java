package dev.millrace.trainer.job;

import dev.millrace.schemas.Origins;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.task.Task;
import dev.millrace.stream.Inbound;
import dev.millrace.stream.Sources;
import java.util.List;
import org.apache.flink.streaming.api.datastream.DataStream;

/** What a training job reads. Markers are taken out and have become watermarks. */
public interface TrainingInputs {

  /** Features, with the watermarks of the task's inference. */
  DataStream<Inbound> features(Task task);

  /** Labels, with the watermarks of the task's feed. */
  DataStream<Inbound> labels(Task task);

  /** Aliases of all tasks, without watermarks. */
  DataStream<Inbound> aliases();

  /** Training controls of all tasks, without watermarks. */
  DataStream<Inbound> controls();

  /** Who reads a task's features from their topic. */
  static String featuresReader(Task task) {
    return "features-" + task.name();
  }

  /** Who reads a task's labels from their topic. */
  static String labelsReader(Task task) {
    return "labels-" + task.name();
  }

  /** The topics themselves. */
  static TrainingInputs topics(Sources sources, Topics topics) {
    return new TrainingInputs() {
      @Override
      public DataStream<Inbound> features(Task task) {
        return sources.records(
            featuresReader(task), topics.features(), Origins.inference(task.name()));
      }

      @Override
      public DataStream<Inbound> labels(Task task) {
        return sources.records(
            labelsReader(task), topics.labels(), Origins.feed(task.feed().name()));
      }

      @Override
      public DataStream<Inbound> aliases() {
        return sources.changes("aliases", List.of(topics.modelAliases()));
      }

      @Override
      public DataStream<Inbound> controls() {
        return sources.changes("controls", List.of(topics.trainingControls()));
      }
    };
  }
}
