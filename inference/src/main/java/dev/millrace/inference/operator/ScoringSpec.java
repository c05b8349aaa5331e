package dev.millrace.inference.operator;

import dev.millrace.models.bundle.BundleRef;
import dev.millrace.schemas.Origins;
import dev.millrace.schemas.blob.BlobAddress;
import dev.millrace.schemas.task.BundleManifest.InputSpec;
import dev.millrace.schemas.task.BundleManifest.SensorInput;
import dev.millrace.schemas.task.Task;
import dev.millrace.stream.CommittedRecords;
import dev.millrace.stream.JobSettings;
import dev.millrace.stream.MarkerFanOut;
import dev.millrace.stream.ShippedBundle;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A task to be scored.
 *
 * @param task the task
 * @param bundle its bundle, shipped as a cached file of the job
 * @param input how the bundle's model is fed
 * @param settings brokers and topics
 * @param threads scoring threads of one subtask
 * @param blobs store of large pictures; null where none is named
 */
public record ScoringSpec(
    Task task,
    BundleRef bundle,
    InputSpec input,
    JobSettings settings,
    int threads,
    @Nullable BlobAddress blobs)
    implements Serializable {

  /** A task without a store of large pictures. */
  public ScoringSpec(
      Task task, BundleRef bundle, InputSpec input, JobSettings settings, int threads) {
    this(task, bundle, input, settings, threads, null);
  }

  public ScoringSpec {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, not " + threads);
    }
    if (input instanceof SensorInput && task.window() == null) {
      throw new IllegalArgumentException(
          "bundle %s takes windows of readings, task %s has none; write window: {length: readings}"
              .formatted(bundle.name(), task.name()));
    }
  }

  /** What the task's operator needs, with the model from the job's cached files. */
  OperatorSpec operator(Unreadable unreadable) {
    Task own = task;
    ShippedBundle shipped = new ShippedBundle(bundle);
    JobSettings brokers = settings;
    List<String> models =
        List.of(settings.topics().modelVersions(), settings.topics().modelAliases());
    return new OperatorSpec(
        own,
        context -> shipped.model(own, context),
        reader -> CommittedRecords.forEach(brokers.clientSettings(), models, reader),
        settings.topics(),
        markers(),
        threads,
        unreadable,
        blobs);
  }

  private MarkerFanOut markers() {
    Map<String, Integer> topics = new LinkedHashMap<>();
    String predictions = settings.topics().predictions();
    topics.put(predictions, settings.partitionsOf(predictions));
    if (task.learns()) {
      String features = settings.topics().features();
      topics.put(features, settings.partitionsOf(features));
    }
    return new MarkerFanOut(Origins.inference(task.name()), topics);
  }
}
