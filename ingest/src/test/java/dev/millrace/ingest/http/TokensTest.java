package dev.millrace.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensTest {

  @TempDir Path folder;

  @Test
  void tokenThatIsMadeIsRandomAndItsOwnersAlone() throws Exception {
    Path one = folder.resolve("one");
    Path two = folder.resolve("two");
    Tokens.makeIfAbsent(one);
    Tokens.makeIfAbsent(two);
    String token = Files.readString(one).strip();
    assertThat(token).hasSize(64).isNotEqualTo(Files.readString(two).strip());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(one)))
        .isEqualTo("rw-------");
    assertThat(Tokens.read(one).caller("Bearer " + token)).isPresent();
    assertThat(Tokens.read(two).caller("Bearer " + token)).isEmpty();
    Tokens.makeIfAbsent(one);
    assertThat(Files.readString(one).strip()).isEqualTo(token);
  }

  @Test
  void tokenThatCanBeGuessedIsRefused() throws Exception {
    Path file = Files.writeString(folder.resolve("tokens"), "secret\n");
    assertThatThrownBy(() -> Tokens.read(file))
        .hasMessageContaining("shorter than 16")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> Tokens.read(Files.writeString(file, "# none\n")))
        .hasMessageContaining("at least one token");
    assertThatThrownBy(() -> Tokens.read(folder.resolve("absent"))).hasMessageContaining("absent");
  }
}
