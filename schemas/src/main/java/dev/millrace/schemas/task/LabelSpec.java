package dev.millrace.schemas.task;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the labels of a feed come from. */
public sealed interface LabelSpec extends Serializable {

  /**
   * A column of the row itself, which is cut off before the event is sent.
   *
   * @param column name of the column
   * @param as what its values are
   * @param weight name of the column with the weights of the examples; null where each counts 1
   */
  record InColumn(String column, As as, @Nullable String weight) implements LabelSpec {

    /** A column without weights beside it. */
    public InColumn(String column, As as) {
      this(column, as, null);
    }
  }

  /**
   * Files with one label a line, parallel to the feed's files.
   *
   * @param files label files in the order of the feed's files
   * @param as what the lines are
   */
  record InFiles(List<String> files, As as) implements LabelSpec {
    public InFiles {
      files = List.copyOf(files);
    }
  }

  /**
   * What a channel of the same source is some time later; the truth becomes known by waiting.
   *
   * @param channel name of the channel
   * @param ahead how much later
   */
  record FutureValue(String channel, Duration ahead) implements LabelSpec {}

  /** The level of a log line; only for the process log. */
  record LogLevel() implements LabelSpec {}

  /** What a label's text is. */
  enum As {
    /** A class name. */
    NAME,
    /** The index of a class, from 0. */
    INDEX,
    /** A number to predict. */
    VALUE
  }

  /** The label column, null where labels lie elsewhere. */
  default @Nullable String columnOrNull() {
    return this instanceof InColumn in ? in.column() : null;
  }

  /** The column of weights, null where there is none. */
  default @Nullable String weightOrNull() {
    return this instanceof InColumn in ? in.weight() : null;
  }
}
