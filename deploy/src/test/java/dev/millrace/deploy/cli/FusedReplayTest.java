package dev.millrace.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replay gives each prediction the same speed and heading, whatever the partitions. */
final class FusedReplayTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant START = Instant.parse("2018-08-02T08:34:47Z");
  private static final int NOTES = 90;
  private static final int READINGS = 700;

  private static final String TASK =
      """
      task: notes
      feed:
        name: notes
        format: csv
        files: [notes.csv]
        columns: {text: Text, source: Car}
        time: {column: At}
      bundle: minilm-l6-v2-int8
      decode: vector
      fuse:
        - feed:
            name: motion
            format: csv
            files: [motion.csv]
            columns: {channels: [speed, heading], source: Car}
            time: {column: At}
          channels: [speed]
          within: 100ms
        - feed: motion
          channels: [heading]
          interpolate: degrees
          within: 100ms
      """;

  @TempDir Path folder;

  private final Map<String, Long> lastReading = new TreeMap<>();

  private static String at(long micros) {
    return START.plus(micros, ChronoUnit.MICROS).toString();
  }

  /** Speed rises by half a metre a second in each second, and the car turns by 50 degrees. */
  private static double speed(double seconds) {
    return 3 + seconds / 2;
  }

  private static double heading(double seconds) {
    return 50 * seconds % 360;
  }

  /** Notes of three cars; the third has no sensor, and the sensors end before the notes. */
  private void record() throws IOException {
    Random random = new Random(5);
    StringBuilder motion = new StringBuilder("At,Car,speed,heading\n");
    long time = 0;
    for (int i = 0; i < READINGS; i++) {
      time += 10_000 + random.nextInt(20_000);
      String car = i % 2 == 0 ? "red" : "blue";
      double seconds = time / 1e6;
      motion
          .append(at(time) + "," + car + "," + speed(seconds) + "," + heading(seconds))
          .append('\n');
      lastReading.put(car, time);
    }
    StringBuilder notes = new StringBuilder("At,Car,Text\n");
    for (int i = 0; i < NOTES; i++) {
      String car = new String[] {"red", "blue", "grey"}[i % 3];
      long when = 500_000 + i * 170_000L + random.nextInt(1000);
      notes.append(at(when) + "," + car + ",note " + i).append('\n');
    }
    Files.writeString(folder.resolve("motion.csv"), motion);
    Files.writeString(folder.resolve("notes.csv"), notes);
    Files.writeString(folder.resolve("task.yaml"), TASK);
  }

  /** Fused values by event. */
  private Map<String, JsonNode> play(String name, int partitions, int parallelism)
      throws IOException {
    Cli cli = new Cli(folder.resolve(name), InstantSource.system());
    Path out = folder.resolve(name + "-out");
    assertThat(
            cli.run(
                "run",
                "--task",
                folder.resolve("task.yaml").toString(),
                "--replay",
                folder.toString(),
                "--drain",
                "--out",
                out.toString(),
                "--partitions",
                Integer.toString(partitions),
                "--parallelism",
                Integer.toString(parallelism)))
        .as(cli::err)
        .isZero();
    Map<String, JsonNode> fused = new TreeMap<>();
    long complete = 0;
    for (String line : Files.readAllLines(out.resolve("predictions.jsonl"))) {
      JsonNode prediction = JSON.readTree(line);
      check(prediction);
      complete += prediction.get("fused").isEmpty() ? 0 : 1;
      fused.put(prediction.get("eventId").asText(), prediction.get("fused"));
    }
    JsonNode counters =
        JSON.readTree(out.resolve("report.json").toFile()).at("/tasks/notes/inference");
    assertThat(counters.get("fused").asLong()).isEqualTo(complete);
    assertThat(counters.get("fused_missing").asLong()).isEqualTo(NOTES - complete);
    assertThat(counters.get("fused_late").asLong()).isZero();
    assertThat(counters.get("fused_gave_up").asLong()).isZero();
    assertThat(counters.get("readings_late").asLong()).isZero();
    return fused;
  }

  /** Both are straight lines over time, so what lies between readings is known without them. */
  private void check(JsonNode prediction) {
    Instant time = Instant.EPOCH.plus(prediction.get("eventTime").asLong(), ChronoUnit.MICROS);
    long micros = ChronoUnit.MICROS.between(START, time);
    JsonNode fused = prediction.get("fused");
    Long last = lastReading.get(prediction.get("sourceId").asText());
    if (last == null || micros > last) {
      assertThat(fused).as("after the last reading").isEmpty();
      return;
    }
    assertThat(fused.get("motion.speed").asDouble()).isCloseTo(speed(micros / 1e6), within(1e-9));
    double turned = fused.get("motion.heading").asDouble() - heading(micros / 1e6);
    assertThat(Math.IEEEremainder(turned, 360)).isCloseTo(0, within(1e-6));
  }

  @Test
  void everyPredictionCarriesSpeedAndHeadingAtItsTimeWhateverThePartitions() throws Exception {
    record();
    assertThat(lastReading.get("red")).isLessThan(NOTES * 170_000L);
    Map<String, JsonNode> four = play("four", 4, 1);
    assertThat(four).hasSize(NOTES);
    assertThat(four.values()).anyMatch(JsonNode::isEmpty);
    assertThat(four.values().stream().filter(node -> node.size() == 2).count())
        .isGreaterThan(NOTES / 2);
    assertThat(play("one", 1, 1)).isEqualTo(four);
    assertThat(play("two", 4, 2)).isEqualTo(four);
  }
}
