package dev.millrace.trainer.join;

import dev.millrace.stream.Inbound;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one event and waits: its features, or the mark that they were used, and its
 * labels, earliest first. Mutable; owned by whoever holds it.
 */
public final class JoinState {

  private static final byte FORMAT = 1;

  /** Earliest label first; equal times by their bytes, so that arrival order never decides. */
  private static final Comparator<Arrival> EARLIEST =
      Comparator.comparingLong(Arrival::time)
          .thenComparing(label -> valueOf(label.record()), Arrays::compareUnsigned);

  enum FeatureState {
    ABSENT,
    WAITING,
    /** Used in an example; the mark tells a second label from a first one. */
    USED
  }

  private FeatureState featureState = FeatureState.ABSENT;
  private long featuresTime;
  private @Nullable Inbound features;
  private final List<Arrival> labels = new ArrayList<>();

  FeatureState featureState() {
    return featureState;
  }

  /** Event time of the features, microseconds; only where they are not absent. */
  long featuresTime() {
    return featuresTime;
  }

  void keep(Arrival arrival) {
    featureState = FeatureState.WAITING;
    featuresTime = arrival.time();
    features = arrival.record();
  }

  Inbound use() {
    Inbound used = Objects.requireNonNull(features, "features are not waiting");
    features = null;
    featureState = FeatureState.USED;
    return used;
  }

  void forget() {
    features = null;
    featureState = FeatureState.ABSENT;
  }

  List<Arrival> labels() {
    return labels;
  }

  void add(Arrival label) {
    labels.add(label);
    labels.sort(EARLIEST);
  }

  /** Whether nothing waits any more. */
  public boolean isEmpty() {
    return featureState == FeatureState.ABSENT && labels.isEmpty();
  }

  private static byte[] valueOf(Inbound record) {
    return Objects.requireNonNull(record.value(), "a tombstone is never joined");
  }

  /** The state as bytes, led by a format number. */
  public byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(FORMAT);
      out.writeUTF(featureState.name());
      if (featureState != FeatureState.ABSENT) {
        out.writeLong(featuresTime);
      }
      if (features != null) {
        InboundBytes.write(features, out);
      }
      out.writeInt(labels.size());
      for (Arrival label : labels) {
        out.writeUTF(label.eventId());
        out.writeLong(label.time());
        InboundBytes.write(label.record(), out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Reads what {@link #encode} wrote. */
  public static JoinState decode(byte[] bytes) {
    JoinState state = new JoinState();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      byte format = in.readByte();
      if (format != FORMAT) {
        throw new IllegalStateException(
            "join state has format " + format + ", this release reads " + FORMAT);
      }
      state.featureState = FeatureState.valueOf(in.readUTF());
      if (state.featureState != FeatureState.ABSENT) {
        state.featuresTime = in.readLong();
      }
      if (state.featureState == FeatureState.WAITING) {
        state.features = InboundBytes.read(in);
      }
      int count = in.readInt();
      for (int i = 0; i < count; i++) {
        String eventId = in.readUTF();
        long time = in.readLong();
        state.labels.add(Arrival.readable(eventId, time, InboundBytes.read(in)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return state;
  }
}
