package dev.millrace.dashboard.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JsonTest {

  @Test
  void aTextIsCutBetweenCharactersSoThatItCanBeWritten() {
    String text = "ab\uD83D\uDE97cd";
    assertThat(Json.cut(text, 10)).isSameAs(text);
    assertThat(Json.cut(text, 4)).isEqualTo("ab\uD83D\uDE97");
    assertThat(Json.cut(text, 3)).isEqualTo("ab");
    byte[] written = Json.bytes(Json.object().put("text", Json.cut(text, 3)));
    assertThat(Json.read(written).path("text").asText()).isEqualTo("ab");
  }
}
