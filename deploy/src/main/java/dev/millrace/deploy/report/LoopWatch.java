package dev.millrace.deploy.report;

import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.UnreadableRecord;
import dev.millrace.schemas.avro.Marker;
import dev.millrace.schemas.avro.Prediction;
import dev.millrace.schemas.avro.PrequentialMetric;
import dev.millrace.schemas.avro.ServedMetric;
import dev.millrace.schemas.avro.TrainingControl;
import dev.millrace.schemas.task.Task;
import dev.millrace.schemas.topic.KafkaAccess;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the committed predictions and metrics while the loop runs, as any reader would, on a
 * thread of its own: how many, how late, which version, how good, and when all has drained.
 *
 * <p>Predictions from before the start count, but their latency does not. Thread-safe.
 */
public final class LoopWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LoopWatch.class);
  private static final Duration POLL = Duration.ofMillis(200);

  private final AvroCodec codec = new AvroCodec();
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final String predictions;
  private final Drain drain;
  private final InstantSource clock;
  private final Instant start;
  private final Map<String, TaskWatch> tasks = new LinkedHashMap<>();
  private final Set<String> paused = ConcurrentHashMap.newKeySet();
  private final CompletableFuture<Void> firstPrediction = new CompletableFuture<>();
  private final CompletableFuture<Instant> drained = new CompletableFuture<>();
  private final Thread thread = new Thread(this::follow, "loop-watch");
  private volatile boolean closed;

  private LoopWatch(KafkaAccess kafka, Collection<Task> watched, InstantSource clock) {
    this.clock = clock;
    start = clock.instant();
    predictions = kafka.topics().predictions();
    watched.forEach(task -> tasks.put(task.name(), new TaskWatch()));
    consumer = kafka.follower();
    List<TopicPartition> ofPredictions = partitions(predictions);
    List<TopicPartition> ofMetrics = partitions(kafka.topics().modelMetrics());
    drain = new Drain(watched, ofPredictions.size(), ofMetrics.size());
    List<TopicPartition> ofControls = partitions(kafka.topics().trainingControls());
    consumer.assign(Stream.of(ofPredictions, ofMetrics, ofControls).flatMap(List::stream).toList());
    consumer.seekToBeginning(consumer.assignment());
  }

  /** Starts to follow; the topics must exist. */
  public static LoopWatch start(KafkaAccess kafka, Collection<Task> tasks, InstantSource clock) {
    LoopWatch watch = new LoopWatch(kafka, tasks, clock);
    watch.thread.setDaemon(true);
    watch.thread.start();
    return watch;
  }

  private List<TopicPartition> partitions(String topic) {
    return consumer.partitionsFor(topic).stream()
        .map(info -> new TopicPartition(topic, info.partition()))
        .toList();
  }

  /** Tasks by name, in the order given. */
  public Map<String, TaskWatch> tasks() {
    return Collections.unmodifiableMap(tasks);
  }

  /** When this watch started. */
  public Instant start() {
    return start;
  }

  /** Tasks whose training is paused: their examples wait, and they do not drain. */
  public Set<String> paused() {
    return Set.copyOf(paused);
  }

  /** Completes with the first prediction of any task. */
  public CompletableFuture<Void> firstPrediction() {
    return firstPrediction;
  }

  /** Completes with the moment at which all input had left every stage, committed. */
  public CompletableFuture<Instant> drained() {
    return drained;
  }

  private void follow() {
    try (consumer) {
      while (!closed) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          accept(record);
        }
        if (!drained.isDone() && drain.done()) {
          drained.complete(clock.instant());
        }
      }
    } catch (WakeupException e) {
      LOG.debug("loop watch closed", e);
    } catch (RuntimeException e) {
      drained.completeExceptionally(e);
      firstPrediction.completeExceptionally(e);
    }
  }

  private void accept(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return;
    }
    SpecificRecord value;
    try {
      value = codec.decode(record.value());
    } catch (UnreadableRecord e) {
      LOG.debug("passed over {}-{}: {}", record.topic(), record.offset(), e.getMessage());
      return;
    }
    if (value instanceof Prediction prediction) {
      prediction(record, prediction);
    } else if (value instanceof Marker marker && record.topic().equals(predictions)) {
      drain.inPredictions(record.partition(), marker);
    } else if (value instanceof Marker marker) {
      drain.inMetrics(record.partition(), marker);
    } else if (value instanceof TrainingControl control && tasks.containsKey(control.getTask())) {
      control(control);
    } else if (value instanceof PrequentialMetric metric && tasks.containsKey(metric.getTask())) {
      tasks.get(metric.getTask()).prequential(metric.getMetrics());
    } else if (value instanceof ServedMetric metric && tasks.containsKey(metric.getTask())) {
      tasks.get(metric.getTask()).served(metric.getMetrics());
    }
  }

  private void control(TrainingControl control) {
    if (control.getPaused()) {
      paused.add(control.getTask());
    } else {
      paused.remove(control.getTask());
    }
  }

  private void prediction(ConsumerRecord<byte[], byte[]> record, Prediction prediction) {
    TaskWatch task = tasks.get(prediction.getTask());
    if (task == null) {
      return;
    }
    if (record.timestamp() < start.toEpochMilli()) {
      task.sawOld(prediction);
    } else {
      task.saw(prediction, micros(clock.instant()));
      firstPrediction.complete(null);
    }
  }

  static long micros(Instant time) {
    return Math.multiplyExact(time.getEpochSecond(), 1_000_000L) + time.getNano() / 1_000;
  }

  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
