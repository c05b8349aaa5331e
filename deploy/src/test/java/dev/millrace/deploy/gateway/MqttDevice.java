package dev.millrace.deploy.gateway;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.datatypes.Mqtt5UserProperties;
import java.nio.charset.StandardCharsets;

/** A device that publishes over plain TCP, each message at least once. */
final class MqttDevice implements AutoCloseable {

  private final Mqtt5BlockingClient client;

  MqttDevice(int port) {
    client =
        Mqtt5Client.builder()
            .serverHost("127.0.0.1")
            .serverPort(port)
            .identifier("device")
            .buildBlocking();
    client.connect();
  }

  /** Publishes with an event id; returns when the broker has it. */
  void publish(String topic, String eventId, String payload) {
    client
        .publishWith()
        .topic(topic)
        .qos(MqttQos.AT_LEAST_ONCE)
        .userProperties(Mqtt5UserProperties.builder().add("event-id", eventId).build())
        .payload(payload.getBytes(StandardCharsets.UTF_8))
        .send();
  }

  /** Publishes the bare payload. */
  void publish(String topic, String payload) {
    client
        .publishWith()
        .topic(topic)
        .qos(MqttQos.AT_LEAST_ONCE)
        .payload(payload.getBytes(StandardCharsets.UTF_8))
        .send();
  }

  @Override
  public void close() {
    client.disconnect();
  }
}
