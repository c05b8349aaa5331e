package dev.millrace.deploy.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StateDirectoryTest {

  private static final InstantSource NOON =
      InstantSource.fixed(Instant.parse("2026-11-24T12:00:00Z"));

  @TempDir Path folder;

  @Test
  void secondUseOfADirectoryIsRefusedWithItsHolder() {
    try (StateDirectory first = StateDirectory.open(folder)) {
      assertThatThrownBy(() -> StateDirectory.open(folder))
          .isInstanceOf(StateInUse.class)
          .hasMessageContaining(first.folder().toString())
          .hasMessageContaining("process " + ProcessHandle.current().pid());
    }
    StateDirectory.open(folder).close();
  }

  @Test
  void portOfAKilledProcessIsForgotten() throws Exception {
    Files.writeString(folder.resolve("port"), "9");
    try (StateDirectory state = StateDirectory.open(folder)) {
      assertThat(StateDirectory.portOf(folder)).isEmpty();
      state.publishPort(4711);
      assertThat(StateDirectory.portOf(folder)).hasValue(4711);
    }
    assertThat(StateDirectory.portOf(folder)).isEmpty();
  }

  @Test
  void freshRunsOfTheSameSecondGetDirectoriesOfTheirOwn() {
    StateHome home = new StateHome(folder.resolve(".millrace"));
    assertThat(home.current()).isEmpty();
    try (StateDirectory first = home.fresh(NOON);
        StateDirectory second = home.fresh(NOON)) {
      assertThat(first.folder().getFileName()).hasToString("20261124-120000");
      assertThat(second.folder().getFileName()).hasToString("20261124-120000-2");
      assertThat(home.current().orElseThrow().toAbsolutePath()).isEqualTo(second.folder());
    }
  }

  @Test
  void taskFilesOfARunAreFoundByTheirTask() {
    try (StateDirectory state = StateDirectory.open(folder)) {
      assertThat(state.tasks().find("sms-spam")).isEmpty();
      state.tasks().write(Map.of("sms-spam", Path.of("examples/sms-spam.yaml")));
      assertThat(state.tasks().find("sms-spam"))
          .contains(Path.of("examples/sms-spam.yaml").toAbsolutePath());
    }
  }

  @Test
  void brokerOfADirectoryIsSharedWhileItRunsAndStartedWhereItDoesNot() {
    try (StateDirectory state = StateDirectory.open(folder);
        LocalBroker broker = LocalBroker.start(state.kafka())) {
      state.publishPort(broker.port());
      try (BrokerAccess access = BrokerAccess.to(folder)) {
        assertThat(access.bootstrapServers()).isEqualTo(broker.bootstrapServers());
      }
    }
    try (BrokerAccess access = BrokerAccess.to(folder)) {
      assertThat(access.bootstrapServers()).endsWith(":" + StateDirectory.portOf(folder).orElse(0));
    }
    StateDirectory.open(folder).close();
  }

  @Test
  void directoryWithoutBrokerDataIsNotTakenForOne() {
    assertThatThrownBy(() -> BrokerAccess.to(folder)).hasMessageContaining("--bootstrap-servers");
  }
}
