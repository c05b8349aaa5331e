package dev.millrace.deploy.cli;

import dev.millrace.ingest.replay.PlayTime;
import dev.millrace.schemas.DurationText;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A moment of a replay: {@code 90s} after its start, or {@code 2018-08-02T08:34:47Z}. */
final class PlayTimeConverter implements ITypeConverter<PlayTime> {

  @Override
  public PlayTime convert(String text) {
    try {
      return new PlayTime.At(Instant.parse(text));
    } catch (DateTimeParseException e) {
      return after(text);
    }
  }

  private static PlayTime after(String text) {
    try {
      return new PlayTime.After(DurationText.parse(text));
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(
          "'"
              + text
              + "' is neither a duration such as 90s nor a time such as"
              + " 2018-08-02T08:34:47Z");
    }
  }
}
