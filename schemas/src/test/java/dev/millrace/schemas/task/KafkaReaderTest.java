package dev.millrace.schemas.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaReaderTest {

  private static final String TASK =
      """
      task: t
      feed:
        name: imu
        format: kafka
        columns: {channels: [ax], eventId: id}
        kafka:
          topics: [fleet.imu, other_one]
      window: {length: 2}
      bundle: sensor-window
      """;

  private static Feed feed(String text) {
    return TaskFile.parse(text, "t.yaml", Path.of("/tasks")).feed();
  }

  private static KafkaSpec kafka(String text) {
    return (KafkaSpec) feed(text).gateway();
  }

  @Test
  void whatIsLeftOutHasItsDefault() {
    assertThat(kafka(TASK))
        .isEqualTo(
            new KafkaSpec(
                null,
                List.of("fleet.imu", "other_one"),
                null,
                new KafkaSpec.Content(
                    KafkaSpec.ContentType.JSON, List.of(), FeedFormat.Kind.SENSOR, null),
                new KafkaSpec.Reading(
                    "millrace-imu", KafkaSpec.Start.EARLIEST, Duration.ofSeconds(10))));
  }

  @Test
  void everyKeyIsReadAndPathsStartAtTheTaskFile() {
    String keys =
        """
        pattern: 'fleet\\..*'
            bootstrapServers: a:9092,b:9093
            settings: client.properties
            content: csv
            fields: [ax, id]
            group: mine
            start: latest
            lateness: 3s\
        """;
    assertThat(kafka(TASK.replace("topics: [fleet.imu, other_one]", keys)))
        .isEqualTo(
            new KafkaSpec(
                new KafkaSpec.Cluster("a:9092,b:9093", "/tasks/client.properties"),
                List.of(),
                "fleet\\..*",
                new KafkaSpec.Content(
                    KafkaSpec.ContentType.CSV, List.of("ax", "id"), FeedFormat.Kind.SENSOR, null),
                new KafkaSpec.Reading("mine", KafkaSpec.Start.LATEST, Duration.ofSeconds(3))));
  }

  @Test
  void schemasComeFromARegistryAFolderOrAFile() {
    assertThat(schemas("avro", "{registry: 'https://sr:8081/api', settings: login}"))
        .isEqualTo(new KafkaSpec.Registry("https://sr:8081/api", "/tasks/login"));
    assertThat(schemas("protobuf", "{folder: schemas}"))
        .isEqualTo(new KafkaSpec.SchemaFolder("/tasks/schemas"));
    assertThat(schemas("protobuf", "{file: a.desc, message: p.Imu}"))
        .isEqualTo(new KafkaSpec.SchemaFile("/tasks/a.desc", "p.Imu"));
    assertThat(schemas("avro", "{file: a.avsc}"))
        .isEqualTo(new KafkaSpec.SchemaFile("/tasks/a.avsc", null));
  }

  private static KafkaSpec.SchemaSource schemas(String content, String source) {
    String keys = "    content: " + content + "\n    schemas: " + source + "\nwindow:";
    return kafka(TASK.replace("window:", keys)).content().schemas();
  }

  @Test
  void theContentDecidesWhatBecomesOfARecord() {
    String bare = TASK.replace("  columns: {channels: [ax], eventId: id}\n", "");
    String text = bare.replace("window: {length: 2}\n", "").replace("sensor-window", "pp-ocr-v4");
    assertThat(feed(TASK).kind()).isEqualTo(FeedFormat.Kind.SENSOR);
    assertThat(feed(with(text, "content: image")).kind()).isEqualTo(FeedFormat.Kind.IMAGE);
    assertThat(feed(with(text, "content: text")).kind()).isEqualTo(FeedFormat.Kind.TEXT);
    assertThat(feed(with(text, "content: raw\n    kind: image")).kind())
        .isEqualTo(FeedFormat.Kind.IMAGE);
  }

  private static String with(String task, String keys) {
    return task.replace("    topics:", "    " + keys + "\n    topics:");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[fleet.imu, other_one] | [a b] | feed.kafka.topics[0]: must be a topic's name",
        "[fleet.imu, other_one] | [] | feed.kafka.topics: must name at least one topic",
        "topics: | 'pattern: a\n    topics:' | feed.kafka.pattern: is given beside topics",
        "'topics: [fleet.imu, other_one]' | 'start: latest' | feed.kafka.topics: is missing",
        "'topics: [fleet.imu, other_one]' | 'pattern: \"(\"' | pattern: must be a regular",
        "topics: | 'bootstrapServers: here\n    topics:' | bootstrapServers: must be HOST:PORT",
        "topics: | 'settings: a\n    topics:' | feed.kafka.settings: needs bootstrapServers",
        "topics: | 'content: xml\n    topics:' | feed.kafka.content: 'xml' is not known",
        "topics: | 'content: csv\n    topics:' | feed.kafka.fields: is missing",
        "topics: | 'fields: [a]\n    topics:' | feed.kafka.fields: is only for content: csv",
        "topics: | 'kind: text\n    topics:' | feed.kafka.kind: is only for content: raw",
        "topics: | 'content: avro\n    topics:' | feed.kafka.schemas: is missing",
        "topics: | 'schemas: {folder: a}\n    topics:' | feed.kafka.schemas: is only for content",
        "topics: | 'content: avro\n    schemas: {folder: a, file: b}\n    topics:' | beside folder",
        "topics: | 'content: avro\n    schemas: {registry: here}\n    topics:' | be http://HOST",
        "topics: | 'content: protobuf\n    schemas: {file: a}\n    topics:' | message: is missing",
        "topics: | 'content: avro\n    schemas: {file: a, message: b}\n    topics:' | for Protobuf",
        "topics: | 'content: image\n    topics:' | feed.columns: is only for",
        "'  kafka:' | '  time: {step: 1s}\n  kafka:' | feed.time: needs column",
        "'  kafka:' | '  label: {files: [a]}\n  kafka:' | feed.label: is a column here",
        "'  kafka:' | '  label: {column: l}\n  labelDelay: 1s\n  kafka:' | labelDelay: is only for",
        "format: kafka | format: topic-sensor | feed.kafka: is only for the format kafka",
        "format: kafka | format: mqtt | feed.mqtt: is missing",
      })
  void whatCannotBeIsRefused(String right, String wrong, String error) {
    assertThat(TASK).contains(right);
    assertThatThrownBy(() -> kafka(TASK.replace(right, wrong)))
        .isInstanceOf(TaskFileException.class)
        .hasMessageContaining(error);
  }
}
