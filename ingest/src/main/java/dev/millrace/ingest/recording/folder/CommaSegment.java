package dev.millrace.ingest.recording.folder;

import dev.millrace.ingest.recording.RecordingLimits;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A segment of comma2k19: a minute of a car's logs, each a pair of NumPy arrays {@code t} (seconds
 * since the device started) and {@code value}; the CAN bus as {@code address}, {@code src} and
 * {@code data}; the poses of the camera by frame. Times count from 1970, since the device's start
 * is not told.
 *
 * <p>Source: README of github.com/commaai/comma2k19. Files may or may not end in {@code .npy}.
 */
public final class CommaSegment implements StreamFormat {

  private static final String LOGS = "processed_log";
  private static final String POSES = "global_pose";
  private static final List<String> BUS = List.of("address", "src", "data");

  @Override
  public String name() {
    return "comma2k19";
  }

  @Override
  public boolean takes(Path path) throws IOException {
    if (Files.isDirectory(path.resolve(LOGS))) {
      for (Path group : FolderListing.folders(path.resolve(LOGS))) {
        for (Path log : FolderListing.folders(group)) {
          if (exists(log, "t")) {
            return true;
          }
        }
      }
    }
    return exists(path.resolve(POSES), "frame_times");
  }

  @Override
  public Streams streams(Path path, RecordingLimits limits) throws IOException {
    Streams streams = new Streams();
    if (Files.isDirectory(path.resolve(LOGS))) {
      for (Path group : FolderListing.folders(path.resolve(LOGS))) {
        for (Path log : FolderListing.folders(group)) {
          if (exists(log, "t")) {
            String topic = "/" + group.getFileName() + "/" + log.getFileName();
            streams.add(id -> log(id, topic, log, streams, limits));
          }
        }
      }
    }
    if (exists(path.resolve(POSES), "frame_times")) {
      streams.add(id -> poses(id, path.resolve(POSES), streams, limits));
    }
    return streams;
  }

  private static TopicStream log(
      int id, String topic, Path folder, Streams streams, RecordingLimits limits)
      throws IOException {
    List<String> arrays = exists(folder, "value") ? List.of("value") : BUS;
    return topic(id, topic, folder, "t", arrays, streams, limits);
  }

  private static TopicStream poses(int id, Path folder, Streams streams, RecordingLimits limits)
      throws IOException {
    List<String> arrays = List.of("frame_positions", "frame_velocities", "frame_orientations");
    return topic(id, "/pose", folder, "frame_times", arrays, streams, limits);
  }

  private static TopicStream topic(
      int id,
      String topic,
      Path folder,
      String times,
      List<String> values,
      Streams streams,
      RecordingLimits limits)
      throws IOException {
    List<NumpyFile> opened = new ArrayList<>();
    try {
      opened.add(open(folder, times, limits));
      List<String> names = new ArrayList<>();
      for (String value : values) {
        NumpyFile array = open(folder, value, limits);
        opened.add(array);
        names.addAll(CommaNames.of(topic, value, NumpyTopic.width(array)));
      }
      return new NumpyTopic(
          Channels.numbers(id, topic, "comma2k19" + topic, names),
          opened.get(0),
          opened.subList(1, opened.size()),
          names,
          new RisingTimes(topic, streams));
    } catch (IOException | RuntimeException e) {
      for (Closeable array : opened) {
        array.close();
      }
      throw e;
    }
  }

  private static NumpyFile open(Path folder, String array, RecordingLimits limits)
      throws IOException {
    Path file = folder.resolve(array + ".npy");
    return NumpyFile.open(
        Files.exists(file) ? file : folder.resolve(array),
        limits.definitionBytes(),
        limits.messageBytes());
  }

  private static boolean exists(Path folder, String array) {
    return Files.isRegularFile(folder.resolve(array + ".npy"))
        || Files.isRegularFile(folder.resolve(array));
  }
}
