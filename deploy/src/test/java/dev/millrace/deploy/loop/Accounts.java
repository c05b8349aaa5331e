package dev.millrace.deploy.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.schemas.avro.TrainingExample;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What must hold after every run, whatever has happened in it. */
final class Accounts {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Accounts() {}

  static void check(Results results) {
    everyEventIsAccountedFor(results);
    everyLabelIsAccountedFor(results);
    nothingIsScoredTwice(results);
    logsHaveNoGapsAndNoRepeats(results);
    prequentialFileHasNoGaps(results);
    assertThat(results.hashes()).as("versions").doesNotHaveDuplicates();
  }

  private static void everyEventIsAccountedFor(Results results) {
    JsonNode report = results.report().json();
    assertThat(report.get("events_in").asLong())
        .as("events_in in %s", report)
        .isEqualTo(
            report.get("predictions").asLong()
                + sum(report.get("dead_letters"))
                + report.get("duplicates").asLong()
                + report.get("window_warmup").asLong());
    assertThat(results.predictions()).hasSize(report.get("predictions").asInt());
  }

  private static void everyLabelIsAccountedFor(Results results) {
    JsonNode report = results.report().json();
    long repeated = 0;
    for (JsonNode task : report.get("tasks")) {
      repeated += task.at("/training/labels_repeated").asLong();
    }
    assertThat(report.get("labels_in").asLong())
        .as("labels_in in %s", report)
        .isEqualTo(
            report.get("labels_joined").asLong()
                + report.get("labels_expired").asLong()
                + sum(report.get("label_dead_letters"))
                + report.get("label_duplicates").asLong()
                + repeated);
  }

  static long sum(JsonNode counts) {
    long sum = 0;
    for (JsonNode count : counts) {
      sum += count.asLong();
    }
    return sum;
  }

  private static void nothingIsScoredTwice(Results results) {
    assertThat(
            results.predictions().stream()
                .map(prediction -> prediction.getTask() + " " + prediction.getEventId())
                .toList())
        .as("scored events")
        .doesNotHaveDuplicates();
  }

  private static void logsHaveNoGapsAndNoRepeats(Results results) {
    results
        .logs()
        .forEach(
            (task, log) -> {
              for (int i = 0; i < log.size(); i++) {
                assertThat(log.get(i).getSequence()).as("place in the log of " + task).isEqualTo(i);
              }
              assertThat(log.stream().map(TrainingExample::getEventId).toList())
                  .as("log of " + task)
                  .doesNotHaveDuplicates();
            });
  }

  private static void prequentialFileHasNoGaps(Results results) {
    Map<String, Long> next = new HashMap<>();
    for (String line : lines(results)) {
      JsonNode scored = json(line);
      String task = scored.get("task").asText();
      assertThat(scored.get("sequence").asLong())
          .as("line of " + task)
          .isEqualTo(next.getOrDefault(task, 0L));
      next.merge(task, 1L, (had, one) -> had + one);
      next.putIfAbsent(task, 1L);
    }
    results
        .logs()
        .forEach(
            (task, log) ->
                assertThat(next.get(task)).as("lines of " + task).isEqualTo((long) log.size()));
  }

  private static List<String> lines(Results results) {
    try {
      return Files.readAllLines(results.out().resolve("prequential.jsonl"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode json(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
