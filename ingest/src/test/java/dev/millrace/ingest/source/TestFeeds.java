package dev.millrace.ingest.source;

import dev.millrace.schemas.task.BundleSource;
import dev.millrace.schemas.task.DecodeSpec;
import dev.millrace.schemas.task.Feed;
import dev.millrace.schemas.task.FeedFormat;
import dev.millrace.schemas.task.LabelDelay;
import dev.millrace.schemas.task.LabelSpec;
import dev.millrace.schemas.task.LossSpec;
import dev.millrace.schemas.task.OptimizerSpec;
import dev.millrace.schemas.task.ServeSpec;
import dev.millrace.schemas.task.Task;
import dev.millrace.schemas.task.TimeSpec;
import dev.millrace.schemas.task.TrainSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Feeds as the task files of the real data would describe them. */
final class TestFeeds {

  static final Feed.TableFormat COMMAS = new Feed.TableFormat(true, Feed.Quote.DOUBLE, ',', 0);
  static final Feed.TableFormat PLAIN_TABS = new Feed.TableFormat(true, Feed.Quote.NONE, '\t', 0);
  static final List<String> OFFICE =
      List.of("Temperature", "Humidity", "Light", "CO2", "HumidityRatio");

  private TestFeeds() {}

  static Feed sms() {
    return new Feed(
        "sms",
        List.of(),
        FeedFormat.TSV,
        PLAIN_TABS,
        text("SMS"),
        TimeSpec.COUNTED,
        new LabelSpec.InColumn("Label", LabelSpec.As.NAME),
        LabelDelay.NONE,
        null);
  }

  static Feed banking() {
    return new Feed(
        "banking",
        List.of(),
        FeedFormat.CSV,
        COMMAS,
        text("text"),
        TimeSpec.COUNTED,
        new LabelSpec.InColumn("category", LabelSpec.As.NAME),
        LabelDelay.NONE,
        null);
  }

  static Feed occupancy(int extraLeadingColumns) {
    return new Feed(
        "occupancy",
        List.of("datatest.txt", "datatraining.txt"),
        FeedFormat.CSV,
        new Feed.TableFormat(true, Feed.Quote.DOUBLE, ',', extraLeadingColumns),
        channels(OFFICE),
        time("date", "yyyy-MM-dd HH:mm:ss"),
        new LabelSpec.InColumn("Occupancy", LabelSpec.As.INDEX),
        LabelDelay.NONE,
        null);
  }

  static Feed lines(@Nullable LabelSpec labels) {
    return new Feed(
        "lines",
        List.of(),
        FeedFormat.LINES,
        COMMAS,
        new Feed.Columns(null, List.of(), null, null),
        TimeSpec.COUNTED,
        labels,
        LabelDelay.NONE,
        null);
  }

  /** Texts with the columns text, label and weight. */
  static Feed weighted(LabelSpec.As as, LabelDelay delay) {
    return new Feed(
        "weighted",
        List.of(),
        FeedFormat.CSV,
        COMMAS,
        text("text"),
        TimeSpec.COUNTED,
        new LabelSpec.InColumn("label", as, "weight"),
        delay,
        null);
  }

  static Feed images() {
    return new Feed(
        "images",
        List.of(),
        FeedFormat.IMAGES,
        COMMAS,
        new Feed.Columns(null, List.of(), null, null),
        TimeSpec.COUNTED,
        null,
        LabelDelay.NONE,
        null);
  }

  /** A feed of readings with the columns t (time), value and where that is given {@code source}. */
  static Feed readings(
      FeedFormat format, @Nullable String source, @Nullable LabelSpec labels, LabelDelay delay) {
    return new Feed(
        "readings",
        List.of(),
        format,
        COMMAS,
        new Feed.Columns(null, List.of("value"), source, null),
        time("t", null),
        labels,
        delay,
        null);
  }

  static Feed shuffled(Feed feed, long seed) {
    return new Feed(
        feed.name(),
        feed.files(),
        feed.format(),
        feed.table(),
        feed.columns(),
        feed.time(),
        feed.labels(),
        feed.labelDelay(),
        seed);
  }

  static Feed delayed(Feed feed, LabelDelay delay) {
    return new Feed(
        feed.name(),
        feed.files(),
        feed.format(),
        feed.table(),
        feed.columns(),
        feed.time(),
        feed.labels(),
        delay,
        feed.shuffleSeed());
  }

  static Feed.Columns text(String column) {
    return new Feed.Columns(column, List.of(), null, null);
  }

  static Feed.Columns channels(List<String> channels) {
    return new Feed.Columns(null, channels, null, null);
  }

  static TimeSpec time(String column, @Nullable String pattern) {
    return new TimeSpec(column, pattern, Instant.EPOCH, Duration.ofSeconds(1));
  }

  /** A task that learns from the feed. */
  static Task learner(String name, Feed feed, List<String> classes) {
    return task(
        name,
        feed,
        classes,
        new TrainSpec(
            "",
            new TrainSpec.HeadSpec(TrainSpec.HeadSpec.Kind.SOFTMAX, 0, 2),
            LossSpec.SOFTMAX_CROSS_ENTROPY,
            OptimizerSpec.adam(0.01),
            1,
            100,
            7,
            TrainSpec.JoinSpec.DEFAULT,
            TrainSpec.GateSpec.DEFAULT));
  }

  /** A task that only scores. */
  static Task scorer(String name, Feed feed) {
    return task(name, feed, List.of(), null);
  }

  private static Task task(
      String name, Feed feed, List<String> classes, @Nullable TrainSpec train) {
    return new Task(
        name,
        feed,
        classes,
        new BundleSource.BuiltIn("minilm-l6-v2-int8"),
        null,
        new DecodeSpec.Classes(),
        train,
        ServeSpec.DEFAULT);
  }
}
