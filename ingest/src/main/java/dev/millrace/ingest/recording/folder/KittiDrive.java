package dev.millrace.ingest.recording.folder;

import dev.millrace.ingest.recording.Channel;
import dev.millrace.ingest.recording.RecordingLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A drive of KITTI's raw data: {@code image_0x/data/*.png}, {@code velodyne_points/data/*.bin} (x,
 * y, z and reflectance of each point as little-endian floats) and {@code oxts/data/*.txt}
 * (position, motion and their quality), each with a {@code timestamps.txt}. Where that is missing,
 * a rate stands in. The drive may lie up to two folders below the path.
 *
 * <p>Source: A. Geiger et al., "Vision meets Robotics: The KITTI Dataset", and the readme of its
 * development kit. Times are read as UTC.
 *
 * @param rate for streams without times; null where there is none
 */
public record KittiDrive(@Nullable FrameRate rate) implements CountedFormat {

  private static final int MOST_LEVELS = 2;
  private static final String POINTS = "velodyne_points";
  private static final String MOTION = "oxts";

  @Override
  public String name() {
    return "kitti";
  }

  @Override
  public CountedFormat at(FrameRate given) {
    return new KittiDrive(given);
  }

  @Override
  public boolean takes(Path path) throws IOException {
    return Files.isDirectory(path) && !drives(path, MOST_LEVELS).isEmpty();
  }

  private static List<Path> drives(Path folder, int levels) throws IOException {
    List<Path> inside = FolderListing.folders(folder);
    if (inside.stream().anyMatch(KittiDrive::isStream)) {
      return List.of(folder);
    }
    List<Path> found = new ArrayList<>();
    for (Path below : levels == 0 ? List.<Path>of() : inside) {
      found.addAll(drives(below, levels - 1));
    }
    return found;
  }

  private static boolean isStream(Path folder) {
    String name = String.valueOf(folder.getFileName());
    return (name.matches("image_0[0-3]") || name.equals(POINTS) || name.equals(MOTION))
        && Files.isDirectory(folder.resolve("data"));
  }

  @Override
  public Streams streams(Path path, RecordingLimits limits) throws IOException {
    List<Path> drives = drives(path, MOST_LEVELS);
    if (drives.size() != 1) {
      throw new IOException(
          path + " holds " + drives.size() + " drives " + drives + "; name the folder of one");
    }
    Streams streams = new Streams();
    for (Path folder : FolderListing.folders(drives.get(0))) {
      if (isStream(folder)) {
        streams.add(id -> stream(id, folder, streams, limits));
      }
    }
    return streams;
  }

  private TopicStream stream(int id, Path folder, Streams streams, RecordingLimits limits)
      throws IOException {
    String name = String.valueOf(folder.getFileName());
    Path content = folder.resolve("data");
    List<Path> files =
        switch (name) {
          case POINTS -> FolderListing.files(content, List.of("bin"));
          case MOTION -> FolderListing.files(content, List.of("txt"));
          default -> FolderListing.pictures(content);
        };
    FileMessages.Times times = times(folder, files, streams);
    if (name.equals(MOTION)) {
      return new OxtsTopic(id, files, times, limits.messageBytes());
    }
    Channel channel =
        name.equals(POINTS)
            ? Channels.points(id, "/" + name)
            : Channels.content(
                id,
                "/" + name,
                files.stream().findFirst().flatMap(FolderListing::pictureType).orElse("image/png"));
    return new FileMessages(channel, files, times, limits.messageBytes());
  }

  private FileMessages.Times times(Path folder, List<Path> files, Streams streams)
      throws IOException {
    Path list = folder.resolve("timestamps.txt");
    if (Files.exists(list)) {
      return KittiTimes.read(list, files, streams);
    }
    FrameRate counted = rate;
    if (counted == null) {
      throw CountedFormat.noTimes(folder, "there is no timestamps.txt");
    }
    return place -> counted.time(KittiTimes.frame(files.get(place), place));
  }
}
