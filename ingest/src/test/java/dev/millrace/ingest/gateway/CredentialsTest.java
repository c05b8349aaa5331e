package dev.millrace.ingest.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.ingest.source.UnusableSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {

  @TempDir Path folder;

  @Test
  void userAndPasswordStandOnLinesOfTheirOwn() throws Exception {
    Path file = Files.writeString(folder.resolve("login"), "user = car\npassword = pä=ss\n");
    Credentials credentials = Credentials.read(file);
    assertThat(credentials.user()).isEqualTo("car");
    assertThat(credentials.password()).isEqualTo("pä=ss".getBytes(StandardCharsets.UTF_8));
    assertThat(credentials.toString()).doesNotContain("pä").contains("user=car");
  }

  @Test
  void whatIsMissingIsNamed() throws Exception {
    Path file = Files.writeString(folder.resolve("login"), "user=car\npasword=secret\n");
    assertThatThrownBy(() -> Credentials.read(file))
        .isInstanceOf(UnusableSource.class)
        .hasMessageContaining("password=")
        .hasMessageContaining("login")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> Credentials.read(folder.resolve("none")))
        .isInstanceOf(UnusableSource.class)
        .hasMessageContaining("none");
  }
}
