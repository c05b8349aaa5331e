package dev.millrace.inference.operator;

import dev.millrace.models.runtime.Head;
import dev.millrace.models.runtime.ParameterPatch;
import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.UnreadableRecord;
import dev.millrace.schemas.avro.ModelAlias;
import dev.millrace.schemas.avro.ModelVersion;
import dev.millrace.stream.CommittedRecords;
import dev.millrace.stream.Inbound;
import dev.millrace.stream.JobSettings;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which weights of a task's head are served, from the records of {@code model-versions} and {@code
 * model-aliases}. Without an alias version 0 is served; an alias to a version that has not been
 * seen yet waits for it. Records may come again and in any order between the two topics: versions
 * never change, and an alias counts only if it is newer than the one in force.
 *
 * <p>Thread-safe: one thread accepts records, many lease what is served.
 */
final class ModelSwitch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ModelSwitch.class);

  private final AvroCodec codec = new AvroCodec();
  private final String task;
  private final String bundleDigest;
  private final Head head;
  private final Map<Long, ParameterPatch> versions = new HashMap<>();
  private ServedModels served;
  private @Nullable ModelAlias wanted;
  private long wantedOffset = -1;

  /**
   * @param task name of the task
   * @param bundleDigest digest of the bundle whose patches fit
   * @param head the head; stays the caller's
   * @param versionZero weights before any version is seen
   */
  ModelSwitch(String task, String bundleDigest, Head head, ParameterPatch versionZero) {
    this.task = task;
    this.bundleDigest = bundleDigest;
    this.head = head;
    versions.put(0L, versionZero);
    served = new ServedModels(0, head.load(versionZero), null, null, 0);
  }

  /** Reads the model topics to where they end now, so that no event is scored by older weights. */
  void readToEnd(JobSettings settings) {
    Topics topics = settings.topics();
    CommittedRecords.forEach(
        settings.clientSettings(),
        List.of(topics.modelVersions(), topics.modelAliases()),
        this::accept);
    try (ServedModels now = current()) {
      LOG.info("model ready: task={} version={}", task, now.champion());
    }
  }

  /**
   * Takes a record of one of the model topics.
   *
   * @return whether another champion is served now
   * @throws IllegalStateException if the record can't be read: a job that does not understand its
   *     models must not go on serving old ones unnoticed
   */
  synchronized boolean accept(Inbound record) {
    if (record.value() == null) {
      forget(record);
      return false;
    }
    SpecificRecord change = read(record);
    if (change instanceof ModelVersion version && version.getTask().equals(task)) {
      remember(version);
    } else if (change instanceof ModelAlias alias
        && alias.getTask().equals(task)
        && record.offset() > wantedOffset) {
      wanted = alias;
      wantedOffset = record.offset();
    }
    return swap();
  }

  private SpecificRecord read(Inbound record) {
    try {
      return codec.decode(record.value());
    } catch (UnreadableRecord e) {
      throw new IllegalStateException(
          "model record at %s can't be read: %s".formatted(record.place(), e.getMessage()), e);
    }
  }

  private void remember(ModelVersion version) {
    if (!version.getBundleDigest().equals(bundleDigest)) {
      LOG.warn(
          "version of another bundle passed over: task={} version={} bundle={} expected={}",
          task,
          version.getVersion(),
          version.getBundleDigest(),
          bundleDigest);
      return;
    }
    ParameterPatch patch = ParameterPatch.fromRecord(head.layout(), version.getParameters());
    if (!patch.hash().equals(version.getHash())) {
      throw new IllegalStateException(
          "parameters of %s@%d have hash %s, the record says %s; the topic is damaged: roll back"
              .formatted(task, version.getVersion(), patch.hash(), version.getHash()));
    }
    versions.put(version.getVersion(), patch);
  }

  private void forget(Inbound record) {
    byte[] key = record.key();
    String name = key == null ? "" : new String(key, StandardCharsets.UTF_8);
    versions.keySet().removeIf(version -> Topics.versionKey(task, version).equals(name));
  }

  private boolean swap() {
    ModelAlias alias = wanted;
    if (alias == null || serves(alias)) {
      return false;
    }
    ParameterPatch champion = versions.get(alias.getChampion());
    if (champion == null) {
      return false;
    }
    Long challengerVersion = alias.getChallenger();
    ParameterPatch challenger = challengerVersion == null ? null : versions.get(challengerVersion);
    long before = served.champion();
    served.close();
    served =
        new ServedModels(
            alias.getChampion(),
            head.load(champion),
            challenger == null ? null : challengerVersion,
            challenger == null ? null : head.load(challenger),
            alias.getChallengerFraction());
    if (before != served.champion()) {
      LOG.info("model swapped: task={} from={} to={}", task, before, served.champion());
    }
    return before != served.champion();
  }

  private boolean serves(ModelAlias alias) {
    Long challenger = alias.getChallenger();
    boolean challengerReady = challenger != null && versions.containsKey(challenger);
    return served.champion() == alias.getChampion()
        && (challengerReady ? challenger.equals(served.challenger()) : served.challenger() == null);
  }

  /** What is served now; close it when the batch is done. */
  synchronized ServedModels current() {
    return served.lease();
  }

  @Override
  public synchronized void close() {
    served.close();
  }
}
