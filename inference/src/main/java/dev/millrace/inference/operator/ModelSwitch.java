package dev.millrace.inference.operator;

import dev.millrace.inference.operator.ServedModels.Version;
import dev.millrace.models.runtime.Head;
import dev.millrace.models.runtime.LoadedPatch;
import dev.millrace.models.runtime.ParameterPatch;
import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.UnreadableRecord;
import dev.millrace.schemas.avro.ModelAlias;
import dev.millrace.schemas.avro.ModelVersion;
import dev.millrace.stream.Inbound;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
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
  private final Set<String> otherBundles = new HashSet<>();
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
    served = new ServedModels(new Version(0, head.load(versionZero)), null, 0);
  }

  /** Takes in what was published so far, so that no event is scored by older weights. */
  void readToEnd(PublishedModels published) {
    published.forEach(this::accept);
    try (ServedModels now = current()) {
      LOG.info("model ready: task={} version={}", task, now.champion().number());
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
    byte[] value = record.value();
    if (value == null) {
      forget(record);
      return false;
    }
    SpecificRecord change = read(record, value);
    if (change instanceof ModelVersion version && version.getTask().equals(task)) {
      remember(version);
    } else if (change instanceof ModelAlias alias
        && alias.getTask().equals(task)
        && record.offset() > wantedOffset) {
      want(alias, record.offset());
    }
    return swap();
  }

  private SpecificRecord read(Inbound record, byte[] value) {
    try {
      return codec.decode(value);
    } catch (UnreadableRecord e) {
      throw new IllegalStateException(
          "model record at %s can't be read: %s".formatted(record.place(), e.getMessage()), e);
    }
  }

  private void want(ModelAlias alias, long offset) {
    wanted = alias;
    wantedOffset = offset;
    if (!versions.containsKey(alias.getChampion())) {
      LOG.info("alias waits for its version: task={} version={}", task, alias.getChampion());
    }
  }

  private void remember(ModelVersion version) {
    if (!version.getBundleDigest().equals(bundleDigest)) {
      if (otherBundles.add(version.getBundleDigest())) {
        LOG.warn(
            "versions of another bundle passed over: task={} bundle={} expected={}",
            task,
            version.getBundleDigest(),
            bundleDigest);
      }
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
    ParameterPatch champion = alias == null ? null : versions.get(alias.getChampion());
    if (alias == null || champion == null || serves(alias)) {
      return false;
    }
    ServedModels next = load(alias, champion);
    long before = served.champion().number();
    long after = next.champion().number();
    served.close();
    served = next;
    if (before != after) {
      LOG.info("model swapped: task={} from={} to={}", task, before, after);
    }
    return before != after;
  }

  private ServedModels load(ModelAlias alias, ParameterPatch champion) {
    try (Opened opened = new Opened()) {
      LoadedPatch weights = head.load(champion);
      opened.add(weights, weights::close);
      Long number = alias.getChallenger();
      ParameterPatch patch = number == null ? null : versions.get(number);
      Version challenger = patch == null ? null : new Version(number, head.load(patch));
      return opened.keep(
          new ServedModels(
              new Version(alias.getChampion(), weights),
              challenger,
              alias.getChallengerFraction()));
    }
  }

  private boolean serves(ModelAlias alias) {
    Long wantedChallenger = alias.getChallenger();
    boolean ready = wantedChallenger != null && versions.containsKey(wantedChallenger);
    Version challenger = served.challenger();
    if (served.champion().number() != alias.getChampion() || ready != (challenger != null)) {
      return false;
    }
    return challenger == null
        || (wantedChallenger == challenger.number()
            && served.challengerFraction() == alias.getChallengerFraction());
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
