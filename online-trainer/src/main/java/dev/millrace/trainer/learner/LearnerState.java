package dev.millrace.trainer.learner;

import dev.millrace.trainer.evaluate.PartLosses;
import dev.millrace.trainer.evaluate.Prequential;
import dev.millrace.trainer.join.OutcomeBytes;
import dev.millrace.trainer.optimizer.Optimizer;
import dev.millrace.trainer.privacy.PrivacyLedger;
import dev.millrace.trainer.release.Champion;
import dev.millrace.trainer.release.VersionShelf;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All that a learner knows and a checkpoint holds. The same state is the same bytes.
 *
 * <p>Not thread-safe.
 */
final class LearnerState {

  private static final byte FORMAT = 1;

  /** As {@link #FORMAT}, with a ledger behind it. */
  private static final byte PRIVATE_FORMAT = 2;

  /** Added to the format where sums of an objective's parts follow the ledger's place. */
  private static final byte WITH_PARTS = 2;

  /** The weights; {@link #accept} exchanges them with {@link #next}. */
  float[] theta;

  /** Where a step's weights go until they are accepted. */
  float[] next;

  final Optimizer optimizer;
  final @Nullable PrivacyLedger ledger;
  final Prequential prequential;
  final Prequential served;
  final PartLosses parts;
  final Champion champion;
  final VersionShelf shelf = new VersionShelf();
  final TreeMap<String, Long> counters = new TreeMap<>();

  /** Examples of the batch that is not full yet, in order. */
  final List<Pending> pending = new ArrayList<>();

  /** How many of them were scored already, when the stream seemed to have ended. */
  int scoredPending;

  /** Whether version 0 has been published. */
  boolean started;

  long version;
  long learned;
  long learnedSincePublish;
  long firstSincePublish = -1;
  long lastLearned = -1;

  /** Sequence of the last example that was scored. */
  long lastScored = -1;

  /** An example that waits for its batch. */
  record Pending(long sequence, Example example) {}

  /** Reads an example again that was usable before. */
  interface Reader {
    Example read(byte[] joined);
  }

  LearnerState(
      float[] theta,
      Optimizer optimizer,
      @Nullable PrivacyLedger ledger,
      Prequential prequential,
      Prequential served,
      PartLosses parts,
      Champion champion) {
    this.theta = theta.clone();
    this.next = new float[theta.length];
    this.optimizer = optimizer;
    this.ledger = ledger;
    this.prequential = prequential;
    this.served = served;
    this.parts = parts;
    this.champion = champion;
    LearnerCounters.ALL.forEach(name -> counters.put(name, 0L));
  }

  /** Takes over the step that the optimizer has worked out. */
  void accept() {
    float[] before = theta;
    theta = next;
    next = before;
    optimizer.accept();
  }

  /**
   * Enters a step in the ledger, if there is one, before the examples are looked at. What becomes
   * of the step follows from its noisy gradient, and whether it was taken over can be seen: so it
   * has spent as much either way (Dwork and Roth 2014, proposition 2.1: nothing that is done with a
   * private result makes it cost less or more).
   */
  void spend() {
    if (ledger != null) {
      ledger.spend();
    }
  }

  /** Test-then-train metrics, with those of an objective's parts. */
  Map<String, Double> metrics() {
    Map<String, Double> metrics = new TreeMap<>(prequential.metrics());
    metrics.putAll(parts.metrics());
    return metrics;
  }

  /** The same, with what privacy was spent. */
  Map<String, Double> metricsOfVersion() {
    Map<String, Double> metrics = metrics();
    if (ledger != null) {
      metrics.putAll(ledger.metrics());
    }
    return metrics;
  }

  private byte format() {
    byte format = ledger == null ? FORMAT : PRIVATE_FORMAT;
    return parts.isEmpty() ? format : (byte) (format + WITH_PARTS);
  }

  void count(String name) {
    counters.merge(name, 1L, Long::sum);
  }

  byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(8192);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(format());
      out.writeInt(theta.length);
      for (float value : theta) {
        out.writeFloat(value);
      }
      optimizer.write(out);
      prequential.write(out);
      served.write(out);
      champion.write(out);
      shelf.write(out);
      writeProgress(out);
      writeCounters(out);
      if (ledger != null) {
        ledger.write(out);
      }
      if (!parts.isEmpty()) {
        parts.write(out);
      }
      out.writeInt(pending.size());
      for (Pending waiting : pending) {
        out.writeLong(waiting.sequence());
        byte[] joined = OutcomeBytes.encode(waiting.example().joined());
        out.writeInt(joined.length);
        out.write(joined);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private void writeProgress(DataOutputStream out) throws IOException {
    out.writeInt(scoredPending);
    out.writeBoolean(started);
    out.writeLong(version);
    out.writeLong(learned);
    out.writeLong(learnedSincePublish);
    out.writeLong(firstSincePublish);
    out.writeLong(lastLearned);
    out.writeLong(lastScored);
  }

  private void writeCounters(DataOutputStream out) throws IOException {
    out.writeInt(counters.size());
    for (Map.Entry<String, Long> counter : counters.entrySet()) {
      out.writeUTF(counter.getKey());
      out.writeLong(counter.getValue());
    }
  }

  /**
   * Takes over what {@link #encode} wrote.
   *
   * @throws IllegalStateException if the state is of another format, head or optimizer
   */
  void decode(byte[] bytes, Reader reader) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      requireFit(in.readByte(), in.readInt());
      for (int i = 0; i < theta.length; i++) {
        theta[i] = in.readFloat();
      }
      optimizer.read(in);
      prequential.read(in);
      served.read(in);
      champion.read(in);
      shelf.read(in);
      readProgress(in);
      int count = in.readInt();
      for (int i = 0; i < count; i++) {
        counters.put(in.readUTF(), in.readLong());
      }
      if (ledger != null) {
        ledger.read(in);
      }
      if (!parts.isEmpty()) {
        parts.read(in);
      }
      pending.clear();
      int waiting = in.readInt();
      for (int i = 0; i < waiting; i++) {
        long sequence = in.readLong();
        pending.add(new Pending(sequence, reader.read(in.readNBytes(in.readInt()))));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void requireFit(byte format, int parameters) {
    if (format != format() || parameters != theta.length) {
      throw new IllegalStateException(
          "the checkpoint holds a learner of format %d with %d parameters, this one has format %d"
                  .formatted(format, parameters, format())
              + " and %d parameters; the task was changed: start without the old checkpoint"
                  .formatted(theta.length));
    }
  }

  private void readProgress(DataInputStream in) throws IOException {
    scoredPending = in.readInt();
    started = in.readBoolean();
    version = in.readLong();
    learned = in.readLong();
    learnedSincePublish = in.readLong();
    firstSincePublish = in.readLong();
    lastLearned = in.readLong();
    lastScored = in.readLong();
  }
}
