package dev.millrace.ingest.recording.format;

import dev.millrace.ingest.recording.Damages;
import dev.millrace.ingest.recording.MessageFilter;
import dev.millrace.ingest.recording.MessageReader;
import dev.millrace.ingest.recording.RecordingFormat;
import dev.millrace.ingest.recording.RecordingLimits;
import dev.millrace.ingest.recording.RecordingSummary;
import dev.millrace.ingest.recording.TopicCounts;
import dev.millrace.schemas.yaml.Problems;
import dev.millrace.schemas.yaml.YamlDocument;
import dev.millrace.schemas.yaml.YamlMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A folder with the {@code metadata.yaml} of rosbag2: its split files are one recording. */
final class Rosbag2Folder implements RecordingFormat {

  private static final String METADATA = "metadata.yaml";
  private static final String ROOT = "rosbag2_bagfile_information";

  private final List<RecordingFormat> formats;

  /**
   * A format that finds the format of each file among others.
   *
   * @param formats those of single files
   */
  Rosbag2Folder(List<RecordingFormat> formats) {
    this.formats = formats;
  }

  @Override
  public String name() {
    return "rosbag2 folder";
  }

  @Override
  public boolean takes(Path path) throws IOException {
    return Files.isRegularFile(path.resolve(METADATA))
        && Files.readString(path.resolve(METADATA)).contains(ROOT);
  }

  @Override
  public MessageReader open(Path path, MessageFilter filter, RecordingLimits limits)
      throws IOException {
    Damages damages = new Damages();
    return new MergedFiles(parts(path, limits, damages), filter, limits, damages);
  }

  @Override
  public RecordingSummary summary(Path path, RecordingLimits limits) throws IOException {
    Damages damages = new Damages();
    TopicCounts counts = new TopicCounts();
    List<MergedFiles.Part> parts = parts(path, limits, damages);
    for (MergedFiles.Part part : parts) {
      part.summary().topics().forEach(counts::add);
      if (part.summary().messages() > 0) {
        counts.range(part.summary().start(), part.summary().end());
      }
      part.summary().damages().forEach(damage -> damages.add(part.name() + ": " + damage));
    }
    String formatsOfParts =
        parts.stream()
            .map(part -> part.summary().format())
            .distinct()
            .collect(Collectors.joining(", "));
    return counts.summary(
        "rosbag2 folder, " + parts.size() + " files: " + formatsOfParts, damages.list());
  }

  private List<MergedFiles.Part> parts(Path folder, RecordingLimits limits, Damages damages)
      throws IOException {
    List<MergedFiles.Part> parts = new ArrayList<>();
    for (String name : names(folder)) {
      Path file = folder.resolve(name).normalize();
      if (!file.startsWith(folder.normalize())) {
        throw new IOException(folder.resolve(METADATA) + " names a file outside: " + name);
      }
      if (Files.exists(file)) {
        RecordingFormat format = format(file);
        parts.add(new MergedFiles.Part(name, file, format, format.summary(file, limits)));
      } else {
        damages.add(name + " is named in " + METADATA + " but absent");
      }
    }
    if (parts.isEmpty()) {
      throw new IOException("none of the files that " + folder.resolve(METADATA) + " names exists");
    }
    return parts;
  }

  private RecordingFormat format(Path file) throws IOException {
    for (RecordingFormat format : formats) {
      if (format.takes(file)) {
        return format;
      }
    }
    throw new IOException(
        file + " is neither MCAP nor SQLite; decompress it first if it ends in .zstd (zstd -d)");
  }

  private static List<String> names(Path folder) throws IOException {
    Problems problems = new Problems(folder.resolve(METADATA).toString());
    List<String> names =
        YamlDocument.read(folder.resolve(METADATA), problems)
            .map(root -> root.require(ROOT).map(Rosbag2Folder::names));
    if (!problems.none() || names == null) {
      throw new IOException(
          problems.byLine().stream()
              .map(Problems.Problem::toString)
              .collect(Collectors.joining(System.lineSeparator())));
    }
    return names;
  }

  private static List<String> names(YamlMap bag) {
    bag.keys();
    if (bag.text("compression_mode", "").equalsIgnoreCase("message")) {
      bag.problem(
          "compression_mode",
          "is message; messages that are compressed one by one are not read, convert the bag with"
              + " ros2 bag convert");
    }
    return bag.texts("relative_file_paths");
  }
}
