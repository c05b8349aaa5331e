package dev.millrace.dashboard.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.dashboard.live.Hub;
import dev.millrace.dashboard.metrics.Exposition;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.InstantSource;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server with a certificate of its own. */
final class TlsTest {

  private static final String PASSWORD = "a-long-password";

  @TempDir Path folder;
  private Path keystore;
  private Path password;

  @BeforeEach
  void makeCertificate() throws Exception {
    keystore = folder.resolve("server.p12");
    password = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-storetype",
                "PKCS12",
                "-keystore",
                keystore.toString(),
                "-storepass",
                PASSWORD,
                "-dname",
                "CN=localhost",
                "-ext",
                "san=ip:127.0.0.1,dns:localhost")
            .redirectErrorStream(true)
            .start();
    assertThat(keytool.waitFor()).isZero();
  }

  @Test
  void answersByHttpsToWhoeverTrustsTheCertificate() throws Exception {
    DashboardSettings settings =
        new DashboardSettings(
            DashboardSettings.LOOPBACK,
            0,
            Set.of(),
            null,
            Cluster.ALONE,
            Tls.read(keystore, password));
    try (Hub hub = new Hub(InstantSource.system());
        HttpServer server =
            new HttpServer(settings, () -> null, hub, new Exposition(), InstantSource.system())) {
      URI uri = URI.create("https://127.0.0.1:" + server.start() + "/api/status");
      HttpResponse<String> answer =
          HttpClient.newBuilder()
              .sslContext(trusting())
              .build()
              .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("\"control\":false");
    }
  }

  private SSLContext trusting() throws Exception {
    KeyStore known = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keystore)) {
      known.load(in, PASSWORD.toCharArray());
    }
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", known.getCertificate("server"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  @Test
  void keyStoreThatDoesNotOpenSaysHowToMakeOne() throws Exception {
    Path wrong = Files.writeString(folder.resolve("wrong"), "other\n");
    assertThatThrownBy(() -> Tls.read(keystore, wrong)).hasMessageContaining("keytool");
    assertThatThrownBy(() -> Tls.read(folder.resolve("none"), password))
        .hasMessageContaining("none");
  }
}
