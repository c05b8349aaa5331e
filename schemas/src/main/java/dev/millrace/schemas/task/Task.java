package dev.millrace.schemas.task;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One task: score the events of a feed with a model and, where it trains, learn from their labels.
 *
 * @param name name of the task, the key of all that belongs to it
 * @param feed where events and labels come from
 * @param classes class names in the order of the model's outputs; empty for regression and for
 *     bundles that bring their own
 * @param bundle the model
 * @param window sensor readings that make one model input; null for text and images
 * @param decode how outputs become a prediction
 * @param trainOrNull how the task learns; null where the model stays as it is
 * @param serve how events are scored and predictions delivered
 * @param fuse sensor readings that each prediction carries
 * @param track how boxes keep a number from frame to frame; null where they don't
 */
public record Task(
    String name,
    Feed feed,
    List<String> classes,
    BundleSource bundle,
    @Nullable WindowSpec window,
    DecodeSpec decode,
    @Nullable TrainSpec trainOrNull,
    ServeSpec serve,
    List<FuseSpec> fuse,
    @Nullable TrackSpec track)
    implements Serializable {

  public Task {
    classes = List.copyOf(classes);
    fuse = List.copyOf(fuse);
  }

  /** A task that fuses and tracks nothing. */
  public Task(
      String name,
      Feed feed,
      List<String> classes,
      BundleSource bundle,
      @Nullable WindowSpec window,
      DecodeSpec decode,
      @Nullable TrainSpec trainOrNull,
      ServeSpec serve) {
    this(name, feed, classes, bundle, window, decode, trainOrNull, serve, List.of(), null);
  }

  public Optional<TrainSpec> train() {
    return Optional.ofNullable(trainOrNull);
  }

  public Optional<WindowSpec> windowing() {
    return Optional.ofNullable(window);
  }

  public Optional<TrackSpec> tracking() {
    return Optional.ofNullable(track);
  }

  /** The same task on another feed. */
  public Task withFeed(Feed other) {
    return new Task(name, other, classes, bundle, window, decode, trainOrNull, serve, fuse, track);
  }

  /** The same task with other readings in its predictions. */
  public Task withFuse(List<FuseSpec> others) {
    return new Task(name, feed, classes, bundle, window, decode, trainOrNull, serve, others, track);
  }

  public boolean learns() {
    return trainOrNull != null;
  }
}
