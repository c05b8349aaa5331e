package dev.millrace.inference.preprocess;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What {@link SensorWindows} remembers of one source: the newest readings and the running scale of
 * every channel. {@link #toBytes} and {@link #fromBytes} are its stored form, so that it can lie in
 * any keyed state. Not thread-safe.
 */
public final class WindowState {

  private static final byte FORMAT = 1;

  private final int length;
  private final RunningScale[] scales;

  /** Readings as a ring of {@code length × channels} values. */
  private final double[] ring;

  private int filled;
  private int next;
  private long newest = Long.MIN_VALUE;

  WindowState(int length, int channels) {
    this.length = length;
    this.ring = new double[Math.multiplyExact(length, channels)];
    this.scales = new RunningScale[channels];
    Arrays.fill(scales, RunningScale.EMPTY);
  }

  /** Event time of the newest reading, microseconds; {@link Long#MIN_VALUE} before the first. */
  long newest() {
    return newest;
  }

  int length() {
    return length;
  }

  int channels() {
    return scales.length;
  }

  /** Readings that a full window still lacks. */
  int missing() {
    return length - filled;
  }

  RunningScale scale(int channel) {
    return scales[channel];
  }

  /** Value of a channel, {@code age} readings before the newest. */
  double value(int age, int channel) {
    int row = Math.floorMod(next - 1 - age, length);
    return ring[row * scales.length + channel];
  }

  void add(long eventTime, double[] values) {
    System.arraycopy(values, 0, ring, next * scales.length, scales.length);
    for (int c = 0; c < scales.length; c++) {
      scales[c] = scales[c].with(values[c]);
    }
    next = (next + 1) % length;
    filled = Math.min(length, filled + 1);
    newest = eventTime;
  }

  /** The stored form: big-endian, 29 bytes and 8 a value and 24 a channel. */
  public byte[] toBytes() {
    ByteBuffer out = ByteBuffer.allocate(1 + 4 * 4 + 8 + 4 + 24 * scales.length + 8 * ring.length);
    out.put(FORMAT).putInt(length).putInt(scales.length).putInt(filled).putInt(next);
    out.putLong(newest);
    for (RunningScale scale : scales) {
      out.putLong(scale.count()).putDouble(scale.mean()).putDouble(scale.squares());
    }
    for (double value : ring) {
      out.putDouble(value);
    }
    return Arrays.copyOf(out.array(), out.position());
  }

  /**
   * Reads the stored form.
   *
   * @throws IllegalArgumentException if the bytes are of another form
   */
  public static WindowState fromBytes(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (bytes.length < 25 || in.get() != FORMAT) {
      throw new IllegalArgumentException(
          "%d bytes are no window state of format %d".formatted(bytes.length, FORMAT));
    }
    WindowState state = new WindowState(in.getInt(), in.getInt());
    state.filled = in.getInt();
    state.next = in.getInt();
    state.newest = in.getLong();
    for (int c = 0; c < state.scales.length; c++) {
      state.scales[c] = new RunningScale(in.getLong(), in.getDouble(), in.getDouble());
    }
    for (int i = 0; i < state.ring.length; i++) {
      state.ring[i] = in.getDouble();
    }
    return state;
  }
}
