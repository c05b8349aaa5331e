package dev.millrace.ingest.topology;

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
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One task of each kind. */
final class Feeds {

  static final Task ROOM =
      task(
          "occupancy",
          feed(
              "room",
              FeedFormat.CSV,
              new Feed.Columns(null, List.of("temperature", "light"), null, null),
              new LabelSpec.InColumn("occupied", LabelSpec.As.NAME)),
          List.of("0", "1"),
          null);

  static final Task SMS =
      task(
          "spam",
          feed("sms", FeedFormat.LINES, Feed.Columns.NONE, null),
          List.of("ham", "spam"),
          LossSpec.SOFTMAX_CROSS_ENTROPY);

  static final Task SIGNS =
      task("signs", feed("signs", FeedFormat.IMAGES, Feed.Columns.NONE, null), List.of(), null);

  static final Task CPU =
      task(
          "cpu",
          feed("host", FeedFormat.HOST_TELEMETRY, Feed.Columns.NONE, null),
          List.of(),
          LossSpec.MEAN_SQUARED_ERROR);

  /** Its labels are numbers: the index of a class, and a weight. */
  static final Task WEIGHED =
      task(
          "weighed",
          feed("sms", FeedFormat.LINES, Feed.Columns.NONE, null),
          List.of("ham", "spam"),
          new LossSpec.Weighted(LossSpec.SOFTMAX_CROSS_ENTROPY));

  static final List<Task> ALL = List.of(ROOM, SMS, SIGNS, CPU, WEIGHED);

  private Feeds() {}

  static Feed feed(
      String name, FeedFormat format, Feed.Columns columns, @Nullable LabelSpec labels) {
    return new Feed(
        name,
        List.of(),
        format,
        Feed.TableFormat.UNUSED,
        columns,
        TimeSpec.COUNTED,
        labels,
        LabelDelay.NONE,
        null);
  }

  static Task task(String name, Feed feed, List<String> classes, @Nullable LossSpec loss) {
    TrainSpec train =
        loss == null
            ? null
            : new TrainSpec(
                "*",
                null,
                loss,
                OptimizerSpec.DEFAULT,
                1,
                1,
                0,
                TrainSpec.JoinSpec.DEFAULT,
                TrainSpec.GateSpec.DEFAULT);
    return new Task(
        name,
        feed,
        classes,
        new BundleSource.BuiltIn("any"),
        null,
        new DecodeSpec.Classes(),
        train,
        ServeSpec.DEFAULT);
  }
}
