package dev.millrace.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BrokerCommandTest {

  @TempDir Path folder;

  @Test
  void brokerServesOthersUntilItIsStoppedAndLeavesNothingLocked() throws Exception {
    String state = folder.toString();
    Cli broker = new Cli(folder);
    CompletableFuture<Integer> running =
        CompletableFuture.supplyAsync(() -> broker.run("broker", "--state", state));
    await().until(() -> broker.out().contains("broker listens on 127.0.0.1:"));

    Cli other = new Cli(folder);
    assertThat(other.run("topics", "--state", state)).isZero();
    assertThat(other.run("broker", "--state", state)).isEqualTo(1);
    assertThat(other.err()).contains("is in use by process");

    broker.stop.request();
    assertThat(running.get()).isZero();
    assertThat(folder.resolve("port")).doesNotExist();
    assertThat(Files.readString(folder.resolve("millrace.log"))).contains("event=broker-started");
    assertThat(other.run("topics", "--state", state)).isZero();
  }
}
