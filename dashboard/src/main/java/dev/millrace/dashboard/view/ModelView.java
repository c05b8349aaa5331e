package dev.millrace.dashboard.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.dashboard.json.Json;
import dev.millrace.dashboard.json.RecordNodes;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.avro.AuditRecord;
import dev.millrace.schemas.avro.DriftSignal;
import dev.millrace.schemas.avro.GateDecision;
import dev.millrace.schemas.avro.ModelAlias;
import dev.millrace.schemas.avro.ModelVersion;
import dev.millrace.schemas.avro.PrequentialMetric;
import dev.millrace.schemas.avro.ServedMetric;
import dev.millrace.schemas.avro.TrainingControl;
import java.nio.charset.StandardCharsets;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;

/** Keeps what the model topics say, without the weights. */
final class ModelView implements Processor<byte[], byte[], Void, Void> {

  static final String PREQUENTIAL = "prequential";
  static final String SERVED = "served";
  static final String GATES = "gates";
  static final String DRIFTS = "drifts";

  private static final int MOST_ALIASES = 1_000;
  private static final int MOST_AUDITS = 1_000;

  private final Topics topics;
  private final RecordReader reader;
  private ProcessorContext<Void, Void> context;
  private KeyValueStore<String, byte[]> versions;
  private ThinnedLog aliases;
  private ThinnedLog learning;
  private KeyValueStore<String, byte[]> latest;
  private KeyValueStore<String, byte[]> controls;
  private ThinnedLog audits;

  ModelView(Topics topics, RecordReader reader) {
    this.topics = topics;
    this.reader = reader;
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    this.context = context;
    versions = context.getStateStore(Stores.VERSIONS);
    aliases = new ThinnedLog(context.getStateStore(Stores.ALIASES), MOST_ALIASES);
    learning = new ThinnedLog(context.getStateStore(Stores.LEARNING), ThinnedLog.MOST);
    latest = context.getStateStore(Stores.LATEST);
    controls = context.getStateStore(Stores.CONTROLS);
    audits = new ThinnedLog(context.getStateStore(Stores.AUDIT), MOST_AUDITS);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    RecordMetadata place =
        context
            .recordMetadata()
            .orElseThrow(() -> new IllegalStateException("a record of a topic has a place"));
    long offset = place.offset();
    if (record.value() == null) {
      if (place.topic().equals(topics.modelVersions()) && record.key() != null) {
        forget(new String(record.key(), StandardCharsets.UTF_8));
      }
      return;
    }
    SpecificRecord value = reader.read(record.value());
    if (value instanceof ModelVersion version) {
      ObjectNode node = RecordNodes.of(version, record.value().length);
      node.put("partition", place.partition()).put("offset", offset);
      versions.put(key(version.getTask(), version.getVersion()), Json.bytes(node));
    } else if (value instanceof ModelAlias alias) {
      aliases.add(RecordNodes.of(alias), offset, alias.getTask());
    } else if (value instanceof PrequentialMetric metric) {
      metric(RecordNodes.of(metric), offset, metric.getTask(), PREQUENTIAL);
    } else if (value instanceof ServedMetric metric) {
      metric(RecordNodes.of(metric), offset, metric.getTask(), SERVED);
    } else if (value instanceof GateDecision gate) {
      learning.add(RecordNodes.of(gate), offset, gate.getTask(), GATES);
    } else if (value instanceof DriftSignal drift) {
      learning.add(RecordNodes.of(drift), offset, drift.getTask(), DRIFTS);
    } else if (value instanceof TrainingControl control) {
      controls.put(control.getTask(), Json.bytes(RecordNodes.of(control)));
    } else if (value instanceof AuditRecord audit) {
      audits.add(RecordNodes.of(audit), offset, Stores.AUDIT);
    }
  }

  private void metric(ObjectNode metric, long offset, String task, String kind) {
    learning.add(metric, offset, task, kind);
    String key = Stores.key(task, kind);
    byte[] kept = latest.get(key);
    LatestMetric before = kept == null ? LatestMetric.none() : LatestMetric.of(kept);
    latest.put(key, before.then(metric).bytes());
  }

  /** A tombstone's key is {@code task@version}. */
  private void forget(String key) {
    int at = key.lastIndexOf('@');
    if (at > 0 && key.substring(at + 1).matches("\\d{1,18}")) {
      versions.delete(key(key.substring(0, at), Long.parseLong(key.substring(at + 1))));
    }
  }

  private static String key(String task, long version) {
    return Stores.key(task, Stores.number(version));
  }
}
