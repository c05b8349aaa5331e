package dev.millrace.ingest.recording.folder;

import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A row of a driving log.
 *
 * @param values as they stand there
 * @param time nanoseconds since 1970-01-01T00:00:00Z
 */
record DrivingRow(List<String> values, long time) {

  private static final Pattern TIME =
      Pattern.compile("(\\d{4})_(\\d\\d)_(\\d\\d)_(\\d\\d)_(\\d\\d)_(\\d\\d)_(\\d{3})\\.\\w+$");
  private static final int NANOS_A_MILLI = 1_000_000;

  static DrivingRow of(List<String> values, int pictureColumn, int row, RisingTimes rising)
      throws IOException {
    return new DrivingRow(values, rising.next(nanos(values.get(pictureColumn), row + 1), row + 1));
  }

  private static long nanos(String picture, int row) throws IOException {
    Matcher time = TIME.matcher(picture.strip());
    String problem =
        "row "
            + row
            + ": the picture's name '"
            + picture
            + "' does not end in a time such as"
            + " 2024_01_31_22_06_12_213.jpg";
    if (!time.find()) {
      throw new IOException(problem);
    }
    try {
      LocalDateTime when =
          LocalDateTime.of(
              number(time, 1),
              number(time, 2),
              number(time, 3),
              number(time, 4),
              number(time, 5),
              number(time, 6),
              number(time, 7) * NANOS_A_MILLI);
      return ChronoUnit.NANOS.between(Instant.EPOCH, when.toInstant(ZoneOffset.UTC));
    } catch (DateTimeException | ArithmeticException e) {
      throw new IOException(problem, e);
    }
  }

  private static int number(Matcher time, int group) {
    return Integer.parseInt(time.group(group));
  }

  /**
   * The picture's file. The simulator writes the path of the machine that recorded; the pictures
   * lie in {@code IMG} beside the log.
   */
  Path picture(int column, Path folder) {
    String path = values.get(column).strip().replace('\\', '/');
    return folder.resolve("IMG").resolve(path.substring(path.lastIndexOf('/') + 1));
  }
}
