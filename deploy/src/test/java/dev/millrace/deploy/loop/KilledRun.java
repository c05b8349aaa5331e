package dev.millrace.deploy.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.deploy.report.LoopWatch;
import dev.millrace.deploy.report.Report;
import dev.millrace.schemas.TopicCreator;
import dev.millrace.schemas.task.Task;
import dev.millrace.schemas.topic.KafkaAccess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * A run in processes of its own that is killed again and again and then goes on to its end.
 *
 * @param children where processes are started
 * @param kafka the broker, another process
 * @param feed what is played
 * @param folder for its state and results
 */
record KilledRun(Children children, KafkaAccess kafka, SmallFeeds.Recorded feed, Path folder) {

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /**
   * Kills once for each point and then lets it drain.
   *
   * @param points how many committed predictions must be there before a kill, rising; 0 kills as
   *     soon as the first input has been sent
   */
  Results run(List<Integer> points) throws Exception {
    Task task = feed.task();
    try (Admin admin = kafka.admin()) {
      TopicCreator.withBrokerDefaults(admin).create(kafka.topics(), List.of(task.feed().name()));
    }
    try (LoopWatch watch = LoopWatch.start(kafka, List.of(task), InstantSource.system())) {
      List<String> seen = new ArrayList<>();
      boolean resume = false;
      for (int point : points) {
        Children.Child run = start(resume);
        await()
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(20))
            .until(
                () ->
                    !run.process().isAlive() || (sent() > 0 && predictions(watch, task) >= point));
        boolean alive = run.process().isAlive();
        run.kill();
        seen.add(point + (alive ? ": killed at " : ": had ended at ") + predictions(watch, task));
        assertThat(alive || run.process().exitValue() == 0).as(run.printed()).isTrue();
        resume = true;
      }
      System.err.println("kills in " + kafka.topics().prefix() + " " + seen);
    }
    Children.Child last = start(true);
    await().atMost(PATIENCE).until(() -> !last.process().isAlive());
    assertThat(last.process().exitValue()).as(last.printed()).isZero();
    return Results.read(kafka, report(), out());
  }

  private Path out() {
    return folder.resolve("out");
  }

  private Report report() throws Exception {
    String json = Files.readString(out().resolve("report.json"));
    return new Report(new ObjectMapper().readValue(json, ObjectNode.class));
  }

  private static long predictions(LoopWatch watch, Task task) {
    return watch.tasks().get(task.name()).look().predictions();
  }

  /** Records that lie on the feed's raw topic. */
  private long sent() {
    String topic = kafka.topics().raw(feed.task().feed().name());
    try (KafkaConsumer<byte[], byte[]> consumer = kafka.consumer()) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      return ends.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  private Children.Child start(boolean resume) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "run",
                "--task",
                feed.taskFile().toString(),
                "--replay",
                feed.recording().toString(),
                "--drain",
                "--out",
                out().toString(),
                "--bootstrap-servers",
                kafka.bootstrapServers(),
                "--topic-prefix",
                kafka.topics().prefix(),
                "--state",
                folder.resolve("state").toString()));
    if (resume) {
      arguments.add("--resume");
    }
    return children.start(arguments.toArray(String[]::new));
  }
}
