package dev.millrace.schemas.task;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sensor readings of one source that make one model input {@code [length, channels]}. The first
 * {@code length - 1} readings of a source are warm-up and give no prediction.
 *
 * @param length readings in a window
 * @param channels channels in the order of the model's input; never empty once the task file is
 *     loaded, which puts the feed's channels where the file names none
 * @param target channel whose scaling is used for a predicted value; null for classification
 */
public record WindowSpec(int length, List<String> channels, @Nullable String target)
    implements Serializable {

  public WindowSpec {
    channels = List.copyOf(channels);
    if (length < 1) {
      throw new IllegalArgumentException("window length must be at least 1, not " + length);
    }
  }
}
