package dev.millrace.trainer.release;

import dev.millrace.trainer.release.Gate.AliasState;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The version that answers, as the learner knows it: its frozen weights and how they did since it
 * was promoted.
 *
 * <p>Not thread-safe.
 */
public final class Champion {

  private final WindowLosses losses;
  private long version;
  private float @Nullable [] theta;
  private AliasState alias = AliasState.FREE;

  /**
   * Version 0, the first champion.
   *
   * @param theta its parameters
   * @param window most examples of the comparison
   */
  public Champion(float[] theta, int window) {
    this.theta = theta.clone();
    this.losses = new WindowLosses(window);
  }

  public long version() {
    return version;
  }

  /** The frozen parameters; empty where a person chose a version that cannot be found. */
  public Optional<float[]> theta() {
    return Optional.ofNullable(theta);
  }

  public AliasState alias() {
    return alias;
  }

  public WindowLosses losses() {
    return losses;
  }

  /** Another version answers; the comparison begins afresh. */
  public void replace(long newVersion, float @Nullable [] parameters) {
    version = newVersion;
    theta = parameters == null ? null : parameters.clone();
    losses.clear();
  }

  /** Whether the gate may move the alias. */
  public void hold(AliasState state) {
    alias = state;
  }

  /** Writes all state. */
  public void write(DataOutputStream out) throws IOException {
    out.writeLong(version);
    out.writeUTF(alias.name());
    float[] known = theta;
    out.writeInt(known == null ? -1 : known.length);
    if (known != null) {
      for (float value : known) {
        out.writeFloat(value);
      }
    }
    losses.write(out);
  }

  /** Reads what {@link #write} wrote. */
  public void read(DataInputStream in) throws IOException {
    version = in.readLong();
    alias = AliasState.valueOf(in.readUTF());
    int length = in.readInt();
    float[] read = length < 0 ? null : new float[length];
    for (int i = 0; i < length; i++) {
      read[i] = in.readFloat();
    }
    theta = read;
    losses.read(in);
  }
}
