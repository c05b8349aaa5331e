package dev.millrace.ingest.recording.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ingest.recording.MessageFilter;
import dev.millrace.ingest.recording.MessageReader;
import dev.millrace.ingest.recording.RecordedMessage;
import dev.millrace.ingest.recording.RecordingFormat;
import dev.millrace.ingest.recording.RecordingLimits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders made for the case. */
final class FolderFormatsTest {

  private static final RecordingLimits LIMITS = RecordingLimits.DEFAULT;

  @TempDir private Path folder;

  private static List<String> played(RecordingFormat format, Path path, MessageFilter filter)
      throws IOException {
    List<String> lines = new ArrayList<>();
    try (MessageReader reader = format.open(path, filter, LIMITS)) {
      for (Optional<RecordedMessage> m = reader.next(); m.isPresent(); m = reader.next()) {
        lines.add(
            m.get().channel().topic()
                + " "
                + m.get().ordinal()
                + " "
                + Instant.ofEpochSecond(0, m.get().logTime())
                + " "
                + StandardCharsets.UTF_8.decode(m.get().payload()));
      }
    }
    return lines;
  }

  private void write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  /** An array of version 1 or 2, as the format's paper describes it. */
  private void array(String file, int version, String header, ByteBuffer body) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer all =
        ByteBuffer.allocate(12 + text.length + body.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    all.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
    if (version == 1) {
      all.putShort((short) text.length);
    } else {
      all.putInt(text.length);
    }
    all.put(text).put(body).flip();
    byte[] bytes = new byte[all.remaining()];
    all.get(bytes);
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.write(path, bytes);
  }

  private static String header(String type, String shape) {
    return "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + shape + "), }\n";
  }

  private static ByteBuffer doubles(double... values) {
    ByteBuffer buffer =
        ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      buffer.putDouble(value);
    }
    return buffer.flip();
  }

  @Test
  void arraysOfBothVersionsAndByteOrdersMakeOneMessageARow() throws IOException {
    array("processed_log/CAN/speed/t.npy", 1, header("<f8", "2,"), doubles(1.5, 2.5));
    ByteBuffer big = ByteBuffer.allocate(8).putFloat(3f).putFloat(Float.NaN).flip();
    array("processed_log/CAN/speed/value", 2, header(">f4", "2, 1"), big);

    assertThat(new CommaSegment().takes(folder)).isTrue();
    assertThat(played(new CommaSegment(), folder, MessageFilter.ALL))
        .containsExactly(
            "/CAN/speed 0 1970-01-01T00:00:01.500Z {\"speed\":3}",
            "/CAN/speed 0 1970-01-01T00:00:02.500Z {\"speed\":null}");
  }

  @Test
  void arrayByColumnsGivesTheSameRows() throws IOException {
    array("rows.npy", 1, header("<f8", "3, 2"), doubles(1, 2, 3, 4, 5, 6));
    String byColumn = header("<f8", "3, 2").replace("False", "True");
    array("columns.npy", 1, byColumn, doubles(1, 3, 5, 2, 4, 6));
    try (NumpyFile rows = NumpyFile.open(folder.resolve("rows.npy"), 1000, 1000);
        NumpyFile columns = NumpyFile.open(folder.resolve("columns.npy"), 1000, 1000)) {
      for (int row = 2; row >= 0; row--) {
        for (int column = 0; column < 2; column++) {
          assertThat(columns.number(row, column)).isEqualTo(rows.number(row, column));
        }
      }
      assertThat(rows.number(1, 0)).isEqualTo(3);
    }
  }

  @Test
  void arrayThatIsCutShortOrTooWideOrStructuredIsRefusedBeforeItIsRead() throws IOException {
    array("short.npy", 1, header("<f8", "3,"), doubles(1, 2));
    array("wide.npy", 1, header("<f8", "1, 2000000000, 2000000000"), doubles(1));
    array("structured.npy", 1, "{'descr': [('a', '<f8')], 'shape': (1,), }", doubles(1));
    array("cube.npy", 1, header("<f8", "1, 2, 1").replace("False", "True"), doubles(1, 2));
    write("text.npy", "no array at all");

    assertThatThrownBy(() -> NumpyFile.open(folder.resolve("short.npy"), 1000, 1000))
        .hasMessageContaining("cut short");
    assertThatThrownBy(() -> NumpyFile.open(folder.resolve("wide.npy"), 1000, 1000))
        .hasMessageContaining("the limit of a row is 1000 bytes");
    assertThatThrownBy(() -> NumpyFile.open(folder.resolve("structured.npy"), 1000, 1000))
        .hasMessageContaining("structured ones are not");
    assertThatThrownBy(() -> NumpyFile.open(folder.resolve("cube.npy"), 1000, 1000))
        .hasMessageContaining("C order");
    assertThatThrownBy(() -> NumpyFile.open(folder.resolve("short.npy"), 10, 1000))
        .hasMessageContaining("the limit is 10");
    assertThatThrownBy(() -> NumpyFile.open(folder.resolve("text.npy"), 1000, 1000))
        .hasMessageContaining("NUMPY");
  }

  @Test
  void kittiFrameHasTheTimeOfItsLineEvenWhereFramesAreMissing() throws IOException {
    write(
        "d/image_02/timestamps.txt",
        """
        2011-09-26 13:02:25.100000000
        2011-09-26 13:02:25.200000001
        2011-09-26 13:02:25.300000000
        """);
    write("d/image_02/data/0000000000.png", "a");
    write("d/image_02/data/0000000002.png", "c");
    write("d/oxts/timestamps.txt", "2011-09-26 13:02:25.150000000\n");
    write("d/oxts/data/0000000000.txt", "49.5 8.25 112");

    KittiDrive drive = new KittiDrive(null);
    assertThat(drive.takes(folder)).isTrue();
    List<String> lines = played(drive, folder, MessageFilter.ALL);
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).isEqualTo("/image_02 0 2011-09-26T13:02:25.100Z a");
    assertThat(lines.get(1))
        .startsWith("/oxts 0 2011-09-26T13:02:25.150Z {\"lat\":49.5,\"lon\":8.25,\"alt\":112,");
    assertThat(lines.get(2)).isEqualTo("/image_02 0 2011-09-26T13:02:25.300Z c");
  }

  @Test
  void kittiFrameWithoutALineOfItsOwnIsAnError() throws IOException {
    write("image_00/timestamps.txt", "2011-09-26 13:02:25.1\n");
    write("image_00/data/0000000001.png", "b");
    assertThatThrownBy(() -> new KittiDrive(null).summary(folder, LIMITS))
        .hasMessageContaining("has 1 times, none for 0000000001.png");
  }

  @Test
  void filterTakesTopicsAndTimes() throws IOException {
    write("a.csv", "time,x\n2020-01-01T00:00:01Z,1\n2020-01-01T00:00:03Z,3\n");
    write("b.csv", "x;timestamp\n2;1577836802000\n");
    MessageFilter late =
        new MessageFilter(topic -> true, 1_577_836_802_000_000_000L, 1_577_836_803_000_000_000L);

    assertThat(played(new TimedTables(), folder, MessageFilter.ALL))
        .containsExactly(
            "/a 0 2020-01-01T00:00:01Z {\"x\":1.0}",
            "/b 0 2020-01-01T00:00:02Z {\"x\":2.0}",
            "/a 0 2020-01-01T00:00:03Z {\"x\":3.0}");
    assertThat(played(new TimedTables(), folder, late))
        .containsExactly("/b 0 2020-01-01T00:00:02Z {\"x\":2.0}");
  }

  @Test
  void rowsThatCannotBeReadOrDatedAreCountedAndPassedOver() throws IOException {
    write("a.csv", "time,x,name\n2020-01-01,1,one\nnever,2,two\n2020-01-02,3\n2020-01-03,,\n");
    TimedTables tables = new TimedTables();

    assertThat(played(tables, folder, MessageFilter.ALL))
        .containsExactly(
            "/a 0 2020-01-01T00:00:00Z {\"x\":1.0,\"name\":\"one\"}",
            "/a 0 2020-01-03T00:00:00Z {\"x\":null,\"name\":null}");
    assertThat(tables.summary(folder, LIMITS).damages())
        .containsExactly("/a: 2 rows can't be read or dated");
  }

  @Test
  void jsonLinesArePlayedAsTheyLie() throws IOException {
    write(
        "log.jsonl",
        "{\"ts\": 1577836801.5, \"x\": 1}\n\nnonsense\n{\"ts\": 1577836802, \"x\": 2}\n");
    JsonLines lines = new JsonLines();

    assertThat(lines.takes(folder)).isTrue();
    assertThat(played(lines, folder, MessageFilter.ALL))
        .containsExactly(
            "/log 0 2020-01-01T00:00:01.500Z {\"ts\": 1577836801.5, \"x\": 1}",
            "/log 0 2020-01-01T00:00:02Z {\"ts\": 1577836802, \"x\": 2}");
    assertThat(lines.summary(folder, LIMITS).damages())
        .containsExactly("/log: 1 lines are no object with a time");
  }

  @Test
  void picturesArePlayedAtTheGivenRateAndNotWithoutOne() throws IOException {
    write("cam/1.png", "a");
    write("cam/2.png", "b");
    write("cam/3.jpg", "c");
    PictureFolder pictures = new PictureFolder(null);

    assertThat(pictures.takes(folder)).isTrue();
    assertThatThrownBy(() -> pictures.summary(folder, LIMITS)).hasMessageContaining("--fps");
    assertThat(played(pictures.at(new FrameRate(4)), folder, MessageFilter.ALL))
        .containsExactly(
            "/cam/jpeg 0 2000-01-01T00:00:00Z c",
            "/cam/png 0 2000-01-01T00:00:00Z a",
            "/cam/png 0 2000-01-01T00:00:00.250Z b");
  }

  @Test
  void messageAboveTheLimitIsRefusedBeforeItIsRead() throws IOException {
    write("cam/1.png", "a picture that is too large");
    RecordingLimits small = new RecordingLimits(100, 10, 100, 100, 100);
    try (MessageReader reader =
        new PictureFolder(new FrameRate(1)).open(folder, MessageFilter.ALL, small)) {
      assertThatThrownBy(reader::next)
          .hasMessageContaining("has 27 bytes, the limit of a message is 10");
    }
  }

  @Test
  void pictureOfADrivingLogWithoutATimeInItsNameIsAnError() throws IOException {
    write("driving_log.csv", "center,steering\nIMG/center_1.jpg,0.5\n");
    assertThatThrownBy(() -> new DrivingLog().summary(folder, LIMITS))
        .hasMessageContaining("row 1")
        .hasMessageContaining("does not end in a time");
  }
}
