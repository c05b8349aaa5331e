package dev.millrace.inference.track;

import dev.millrace.schemas.task.TrackSpec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A source with its tracks as it lies in a checkpoint: some 170 bytes a track.
 *
 * @param source its id
 * @param tracks its tracks
 */
record StoredTracks(String source, SourceTracks tracks) {

  private static final byte FORMAT = 1;

  byte[] toBytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeByte(FORMAT);
    write(source, out);
    out.writeLong(tracks.last());
    out.writeLong(tracks.nextId());
    List<Track> all = tracks.tracks();
    out.writeInt(all.size());
    for (Track track : all) {
      out.writeLong(track.id());
      write(track.label(), out);
      out.writeInt(track.hits());
      out.writeLong(track.seen());
      write(track.motion(), out);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads what was written.
   *
   * @throws IOException if the bytes are of another form
   */
  static StoredTracks fromBytes(byte[] bytes, TrackSpec spec) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    byte format = in.readByte();
    if (format != FORMAT) {
      throw new IOException(
          "tracks of format %d, not %d; start without this checkpoint".formatted(format, FORMAT));
    }
    String source = readText(in);
    long last = in.readLong();
    long nextId = in.readLong();
    List<Track> tracks = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      tracks.add(
          new Track(in.readLong(), readText(in), in.readInt(), in.readLong(), readMotion(in)));
    }
    return new StoredTracks(source, new SourceTracks(spec, last, nextId, tracks));
  }

  /**
   * Unlike {@link DataOutputStream#writeUTF} of any length: ids of sources are others' to choose.
   */
  private static void write(String text, DataOutputStream out) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String readText(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
  }

  private static void write(BoxMotion motion, DataOutputStream out) throws IOException {
    write(motion.x(), out);
    write(motion.y(), out);
    write(motion.area(), out);
    out.writeDouble(motion.aspect());
    out.writeDouble(motion.aspectVariance());
  }

  private static BoxMotion readMotion(DataInputStream in) throws IOException {
    return new BoxMotion(
        readValue(in), readValue(in), readValue(in), in.readDouble(), in.readDouble());
  }

  private static void write(MovingValue value, DataOutputStream out) throws IOException {
    out.writeDouble(value.value());
    out.writeDouble(value.rate());
    out.writeDouble(value.variance());
    out.writeDouble(value.covariance());
    out.writeDouble(value.rateVariance());
  }

  private static MovingValue readValue(DataInputStream in) throws IOException {
    return new MovingValue(
        in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble());
  }
}
