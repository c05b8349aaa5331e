package dev.millrace.deploy.gateway;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ingest.gateway.Gateways;
import dev.millrace.ingest.source.UnusableSource;
import dev.millrace.schemas.task.Task;
import dev.millrace.schemas.task.TaskFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A secured connection to Mosquitto, which wants a certificate of its clients. */
class MqttTlsTest {

  @TempDir Path folder;

  private Task task(int port, String tls) {
    String text =
        """
        task: imu
        feed:
          name: imu
          format: mqtt
          mqtt:
            url: ssl://127.0.0.1:%d
            topics: ["#"]
            tls: %s
        window: {length: 2, channels: [ax]}
        bundle: sensor-window
        """
            .formatted(port, tls);
    return TaskFile.parse(text, "imu.yaml", folder);
  }

  private Mosquitto broker(TestCertificates certificates, String server) throws Exception {
    return Mosquitto.start(
        folder,
        "allow_anonymous true",
        "cafile " + certificates.ca(),
        "certfile " + certificates.certificate(server),
        "keyfile " + certificates.key(server),
        "require_certificate true");
  }

  @Test
  void bothSidesShowCertificatesThatTheOtherTrusts() throws Exception {
    TestCertificates certificates = new TestCertificates(folder);
    certificates.sign("server", "ip:127.0.0.1");
    certificates.sign("client", "dns:client");
    Path strangers = Files.createDirectory(folder.resolve("strangers"));
    Path unknown = new TestCertificates(strangers).ca();
    String client = "certificate: client.pem, key: client.key";
    try (Mosquitto mosquitto = broker(certificates, "server")) {
      Gateways.open(task(mosquitto.port(), "{ca: ca.pem, " + client + "}").feed())
          .orElseThrow()
          .close();
      assertRefused(task(mosquitto.port(), "{ca: ca.pem}"));
      assertRefused(task(mosquitto.port(), "{ca: " + unknown + ", " + client + "}"));
      assertRefused(task(mosquitto.port(), "{" + client + "}"));
    }
  }

  @Test
  void certificateOfAnotherHostIsRefused() throws Exception {
    TestCertificates certificates = new TestCertificates(folder);
    certificates.sign("server", "ip:127.0.0.2");
    certificates.sign("client", "dns:client");
    try (Mosquitto mosquitto = broker(certificates, "server")) {
      Task task = task(mosquitto.port(), "{ca: ca.pem, certificate: client.pem, key: client.key}");
      assertThatThrownBy(() -> Gateways.open(task.feed()))
          .isInstanceOf(UnusableSource.class)
          .hasStackTraceContaining("127.0.0.1");
    }
  }

  private static void assertRefused(Task task) {
    assertThatThrownBy(() -> Gateways.open(task.feed()))
        .isInstanceOf(UnusableSource.class)
        .hasMessageContaining("'tls'");
  }

  @Test
  void filesThatAreNoCertificatesAreNamedBeforeAnythingIsSent() throws Exception {
    Files.writeString(folder.resolve("ca.pem"), "no certificate");
    assertThatThrownBy(() -> Gateways.open(task(1, "{ca: ca.pem}").feed()))
        .isInstanceOf(UnusableSource.class)
        .hasMessageContaining("ca.pem")
        .hasMessageContaining("BEGIN CERTIFICATE");
    Files.writeString(folder.resolve("client.key"), "-----BEGIN RSA PRIVATE KEY-----");
    Task task = task(1, "{certificate: ca.pem, key: client.key}");
    assertThatThrownBy(() -> Gateways.open(task.feed()))
        .isInstanceOf(UnusableSource.class)
        .hasMessageContaining("client.key")
        .hasMessageContaining("PKCS #8");
  }
}
