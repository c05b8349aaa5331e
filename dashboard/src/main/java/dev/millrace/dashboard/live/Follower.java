package dev.millrace.dashboard.live;

import dev.millrace.dashboard.view.RecordReader;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.avro.Prediction;
import dev.millrace.schemas.topic.KafkaAccess;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what is being written, from the ends of the topics on, on a thread of its own. Each
 * instance of the dashboard reads all of it: a page sees everything whichever it is connected to.
 */
public final class Follower implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
  private static final Duration POLL = Duration.ofMillis(200);

  /** After a failure, which would otherwise fill the log. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final RecordReader reader;
  private final InstantSource clock;
  private final Hub hub;
  private final LiveRecords records;
  private final Pictures pictures = new Pictures(Pictures.MOST_BYTES);
  private final Thread thread = new Thread(this::follow, "live-follower");
  private final CountDownLatch closed = new CountDownLatch(1);

  private Follower(KafkaAccess kafka, RecordReader reader, Hub hub, InstantSource clock) {
    this.reader = reader;
    this.clock = clock;
    this.hub = hub;
    records = new LiveRecords(hub, pictures);
    consumer = kafka.follower();
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : topics(kafka.topics())) {
      consumer
          .partitionsFor(topic)
          .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    }
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
  }

  private static List<String> topics(Topics topics) {
    List<String> names = new ArrayList<>(topics.events());
    names.add(topics.predictions());
    names.add(topics.labels());
    names.add(topics.modelMetrics());
    names.add(topics.modelVersions());
    names.add(topics.modelAliases());
    names.add(topics.deadLetters());
    return names;
  }

  /** Starts to follow; the topics must exist. */
  public static Follower start(
      KafkaAccess kafka, RecordReader reader, Hub hub, InstantSource clock) {
    Follower follower = new Follower(kafka, reader, hub, clock);
    follower.thread.setDaemon(true);
    follower.thread.start();
    return follower;
  }

  /** The newest pictures. */
  public Pictures pictures() {
    return pictures;
  }

  private record Read(ConsumerRecord<byte[], byte[]> place, SpecificRecord record) {}

  private void follow() {
    boolean ended = false;
    try (consumer) {
      while (!ended) {
        ended = closed.await(failed() ? PAUSE.toMillis() : 0, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Reads once; what a client refuses, it refuses at once and may refuse again. */
  private boolean failed() {
    try {
      step();
      return false;
    } catch (WakeupException e) {
      LOG.debug("live follower closed", e);
      return false;
    } catch (KafkaException e) {
      LOG.warn("event=live-follower-failed reason=\"{}\"; it goes on", e.getMessage());
      return true;
    }
  }

  private void step() {
    List<Read> rest = new ArrayList<>();
    int predictions = 0;
    long newest = 0;
    for (ConsumerRecord<byte[], byte[]> place : consumer.poll(POLL)) {
      newest = Math.max(newest, place.timestamp());
      SpecificRecord record = reader.read(place.value());
      if (record == null) {
        continue;
      }
      if (LiveRecords.isEvent(record)) {
        accept(place, record);
      } else {
        // Partitions come one after the other; what is said of events stands behind them.
        rest.add(new Read(place, record));
        predictions += record instanceof Prediction ? 1 : 0;
      }
    }
    rest.forEach(read -> accept(read.place(), read.record()));
    hub.note(predictions, newest == 0 || !behind() ? 0 : clock.millis() - newest);
  }

  /** Whatever is wrong with one record, the others are shown. */
  private void accept(ConsumerRecord<byte[], byte[]> place, SpecificRecord record) {
    try {
      records.accept(place, record);
    } catch (RuntimeException e) {
      LOG.debug("passed over {}-{}@{}", place.topic(), place.partition(), place.offset(), e);
    }
  }

  private boolean behind() {
    for (TopicPartition partition : consumer.assignment()) {
      OptionalLong lag = consumer.currentLag(partition);
      if (lag.isPresent() && lag.getAsLong() > 0) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    closed.countDown();
    consumer.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
