package dev.millrace.ingest.topology;

import dev.millrace.ingest.decode.Limits;
import dev.millrace.ingest.rule.Rules;
import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.task.Task;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;

/**
 * The wiring of ingest: one sub-topology reads all raw topics, so that one task holds partition
 * <i>p</i> of each of them and their counters.
 */
public final class IngestTopology {

  static final String RAW = "raw";
  static final String DEAD_LETTER_SINK = "to-dead-letters";

  private final Routes routes;
  private final Rules rules;
  private final Limits limits;
  private final InstantSource clock;
  private final AvroCodec codec = new AvroCodec();

  /**
   * Ingest for the feeds of these tasks.
   *
   * @param clock wall clock, by which ids are forgotten and dead letters dated
   * @throws IllegalArgumentException if two tasks contradict each other
   */
  public IngestTopology(Topics topics, Collection<Task> tasks, Limits limits, InstantSource clock) {
    this.limits = limits;
    this.clock = clock;
    routes = new Routes(topics, tasks);
    rules = new Rules(List.copyOf(tasks), limits);
  }

  /** The topics that must exist before the start. */
  public List<String> rawTopics() {
    return routes.rawTopics();
  }

  /** A new topology. */
  public Topology build() {
    DeadLetters deadLetters = new DeadLetters(codec, clock, limits);
    Intake intake = new Intake(routes, codec, rules, limits);
    Topology topology = new Topology();
    topology
        .addSource(
            AutoOffsetReset.earliest(),
            RAW,
            // Append time; a broken one must not stop the stream.
            (record, highest) -> Math.max(0, record.timestamp()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer(),
            routes.rawTopics().toArray(new String[0]))
        .addProcessor(Decode.NODE, () -> new Decode(intake, deadLetters), RAW)
        .addProcessor(
            Deduplicate.NODE, () -> new Deduplicate(deadLetters, clock, limits), Decode.NODE)
        .addProcessor(ForwardMarkers.NODE, () -> new ForwardMarkers(codec), Decode.NODE)
        .addStateStore(Counters.store(), Decode.NODE, Deduplicate.NODE, ForwardMarkers.NODE)
        .addStateStore(SeenIds.store(), Deduplicate.NODE)
        .addSink(
            DEAD_LETTER_SINK,
            routes.deadLetters(),
            new StringSerializer(),
            new ByteArraySerializer(),
            Decode.NODE,
            Deduplicate.NODE);
    for (String topic : routes.outputs()) {
      topology.addSink(
          sink(topic),
          topic,
          new StringSerializer(),
          new ByteArraySerializer(),
          new ToPartitions(),
          Deduplicate.NODE,
          ForwardMarkers.NODE);
    }
    return topology;
  }

  /** The node that writes to a topic. */
  static String sink(String topic) {
    return "to-" + topic;
  }
}
