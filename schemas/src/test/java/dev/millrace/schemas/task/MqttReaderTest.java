package dev.millrace.schemas.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MqttReaderTest {

  private static final String TASK =
      """
      task: t
      feed:
        name: imu
        format: mqtt
        columns: {channels: [ax], eventId: id}
        mqtt:
          url: tcp://broker
          topics: [a/+/b, $share/g/c/#]
      window: {length: 2}
      bundle: sensor-window
      """;

  private static MqttSpec mqtt(String text) {
    Task task = TaskFile.parse(text, "t.yaml", Path.of("/tasks"));
    return (MqttSpec) task.feed().gateway();
  }

  @Test
  void whatIsLeftOutHasItsDefault() {
    assertThat(mqtt(TASK))
        .isEqualTo(
            new MqttSpec(
                "broker",
                1883,
                null,
                null,
                List.of("a/+/b", "$share/g/c/#"),
                null,
                new MqttSpec.Content("application/json", List.of()),
                new MqttSpec.Session("millrace-imu", Duration.ofDays(1), 65_535)));
  }

  @Test
  void everyKeyIsReadAndPathsStartAtTheTaskFile() {
    String text =
        TASK.replace(
            "tcp://broker",
            """
            ssl://10.0.0.1:8884
                source: a/{source}/b
                contentType: text/csv
                fields: [ax, "a,y"]
                clientId: me
                sessionExpiry: 2h
                receiveMaximum: 64
                credentials: login
                tls: {ca: ca.pem, certificate: /etc/c.pem, key: ../k.pem}\
            """);
    assertThat(mqtt(text))
        .isEqualTo(
            new MqttSpec(
                "10.0.0.1",
                8884,
                new MqttSpec.Tls("/tasks/ca.pem", "/etc/c.pem", "/k.pem"),
                "/tasks/login",
                List.of("a/+/b", "$share/g/c/#"),
                "a/{source}/b",
                new MqttSpec.Content("text/csv", List.of("ax", "a,y")),
                new MqttSpec.Session("me", Duration.ofHours(2), 64)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tcp://broker | http://broker | feed.mqtt.url: must be tcp://HOST:PORT",
        "tcp://broker | tcp://me:secret@broker | feed.mqtt.url: must be tcp://HOST:PORT",
        "tcp://broker | 'tcp://broker\n    tls: {ca: a}' | feed.mqtt.tls: needs a url",
        "tcp://broker | 'ssl://broker\n    tls: {key: a}' | feed.mqtt.tls.certificate: is missing",
        "a/+/b | a/b+ | feed.mqtt.topics[0]: must be a topic filter",
        "a/+/b | '\"#/a\"' | feed.mqtt.topics[0]: must be a topic filter",
        "a/+/b | $share/g | feed.mqtt.topics[0]: must be a topic filter",
        "[a/+/b, $share/g/c/#] | [] | feed.mqtt.topics: must name at least one topic",
        "tcp://broker | 'tcp://broker\n    source: a/b' | feed.mqtt.source: must be a topic filter",
        "tcp://broker | 'tcp://broker\n    fields: [a]' | feed.mqtt.fields: is only for text/csv",
        "tcp://broker | 'tcp://broker\n    contentType: text/csv' | feed.mqtt.fields: is missing",
        "tcp://broker | 'tcp://broker\n    contentType: image/png' | feed.columns: is only for",
        "'  mqtt:' | '  time: {step: 1s}\n  mqtt:' | feed.time: needs column",
        "format: mqtt | format: topic-sensor | feed.mqtt: is only for the format mqtt",
      })
  void whatCannotBeIsRefused(String right, String wrong, String error) {
    assertThat(TASK).contains(right);
    assertThatThrownBy(() -> mqtt(TASK.replace(right, wrong)))
        .isInstanceOf(TaskFileException.class)
        .hasMessageContaining(error);
  }
}
