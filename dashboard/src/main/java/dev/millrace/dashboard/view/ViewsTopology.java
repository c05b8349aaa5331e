package dev.millrace.dashboard.view;

import dev.millrace.schemas.Topics;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;

/**
 * The wiring of the views. Events, predictions and labels are summed up where they lie;
 * predictions, which lie by source, and labels, which lie by event, meet in a repartitioned topic.
 * Times are append times, so windows are those of the wall clock, also in a replay of old events.
 */
public final class ViewsTopology {

  private final Topics topics;
  private final RecordReader reader;

  /**
   * @param reader decodes, and counts what can't be read
   */
  public ViewsTopology(Topics topics, RecordReader reader) {
    this.topics = topics;
    this.reader = reader;
  }

  /** A new topology. */
  public Topology build() {
    StreamsBuilder builder = new StreamsBuilder();
    addStores(builder);
    List<String> recent = new ArrayList<>(topics.events());
    recent.add(topics.predictions());
    recent.add(topics.labels());
    KStream<byte[], byte[]> stream =
        builder.stream(recent, consumed("stream", AutoOffsetReset.byDuration(Stores.COARSE_KEPT)));
    stream
        .process(
            () -> new StreamView(reader),
            Named.as("stream-view"),
            Stores.FINE,
            Stores.COARSE,
            Stores.TOTALS,
            Stores.SOURCES,
            Stores.TRACKS)
        .repartition(Repartitioned.with(Serdes.String(), Serdes.ByteArray()).withName("by-event"))
        .process(
            JoinView::new, Named.as("join-view"), Stores.WAITING, Stores.ACCURACY, Stores.DELAYS);
    builder.stream(topics.deadLetters(), consumed("letters", AutoOffsetReset.earliest()))
        .process(() -> new LetterView(reader), Named.as("letter-view"), Stores.LETTERS);
    builder.stream(
            List.of(
                topics.modelVersions(),
                topics.modelAliases(),
                topics.modelMetrics(),
                topics.trainingControls(),
                topics.audit()),
            consumed("models", AutoOffsetReset.earliest()))
        .process(
            () -> new ModelView(topics, reader),
            Named.as("model-view"),
            Stores.VERSIONS,
            Stores.ALIASES,
            Stores.LEARNING,
            Stores.LATEST,
            Stores.CONTROLS,
            Stores.AUDIT);
    return builder.build();
  }

  private static void addStores(StreamsBuilder builder) {
    builder.addStateStore(Stores.windows(Stores.FINE, Stores.FINE_MILLIS, Stores.FINE_KEPT));
    builder.addStateStore(Stores.windows(Stores.COARSE, Stores.COARSE_MILLIS, Stores.COARSE_KEPT));
    builder.addStateStore(Stores.memory(Stores.TOTALS));
    builder.addStateStore(Stores.disk(Stores.SOURCES));
    builder.addStateStore(Stores.disk(Stores.TRACKS));
    builder.addStateStore(Stores.memory(Stores.LETTERS));
    builder.addStateStore(Stores.waiting());
    builder.addStateStore(Stores.disk(Stores.ACCURACY));
    builder.addStateStore(Stores.windows(Stores.DELAYS, Stores.COARSE_MILLIS, Stores.COARSE_KEPT));
    builder.addStateStore(Stores.memory(Stores.VERSIONS));
    builder.addStateStore(Stores.memory(Stores.ALIASES));
    builder.addStateStore(Stores.memory(Stores.LEARNING));
    builder.addStateStore(Stores.memory(Stores.LATEST));
    builder.addStateStore(Stores.memory(Stores.CONTROLS));
    builder.addStateStore(Stores.memory(Stores.AUDIT));
  }

  private static Consumed<byte[], byte[]> consumed(String name, AutoOffsetReset from) {
    return Consumed.with(Serdes.ByteArray(), Serdes.ByteArray())
        .withName(name)
        .withOffsetResetPolicy(from)
        .withTimestampExtractor(ViewsTopology::appended);
  }

  /** A broken time must not stop the views. */
  private static long appended(ConsumerRecord<Object, Object> record, long highest) {
    return Math.max(0, record.timestamp());
  }
}
