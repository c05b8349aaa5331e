package dev.millrace.inference.preprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.inference.TestFiles;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TextTokensTest {

  private static TextTokens minilm;

  @BeforeAll
  static void load() {
    minilm = TextTokens.of(TestFiles.resource("/all-minilm-l6-v2-q-tokenizer.json"), 16);
  }

  @AfterAll
  static void close() {
    minilm.close();
  }

  /** Ids of BERT's uncased WordPiece vocabulary: line numbers of its vocab.txt. */
  @Test
  void knownSentencesHaveTheirGoldenIds() {
    assertThat(ids("hello world")).containsExactly(101, 7592, 2088, 102);
    assertThat(ids("Hello,   WORLD!")).containsExactly(101, 7592, 1010, 2088, 999, 102);
    assertThat(ids("The quick brown fox jumps over the lazy dog."))
        .containsExactly(101, 1996, 4248, 2829, 4419, 14523, 2058, 1996, 13971, 3899, 1012, 102);
    assertThat(ids("unaffable")).containsExactly(101, 14477, 20961, 3468, 102);
  }

  @Test
  void maskIsOneAndTypesAreZeroWithoutPadding() {
    TextTokens.Tokens tokens = good("one two");
    assertThat(tokens.ids()).hasSize(4);
    assertThat(tokens.mask()).containsExactly(1, 1, 1, 1);
    assertThat(tokens.types()).containsExactly(0, 0, 0, 0);
  }

  @Test
  void paddedTextHasTheLengthAndTheMaskTellsWhereItEnds() {
    byte[] json = TestFiles.resource("/all-minilm-l6-v2-q-tokenizer.json");
    try (TextTokens padded = TextTokens.padded(json, 6)) {
      Outcome<TextTokens.Tokens> outcome = padded.tokens("hello world");
      TextTokens.Tokens tokens = ((Outcome.Prepared<TextTokens.Tokens>) outcome).value();
      assertThat(tokens.ids()).containsExactly(101, 7592, 2088, 102, 0, 0);
      assertThat(tokens.mask()).containsExactly(1, 1, 1, 1, 0, 0);
      assertThat(tokens.types()).containsExactly(0, 0, 0, 0, 0, 0);
      Outcome<TextTokens.Tokens> cut = padded.tokens("word ".repeat(9));
      assertThat(((Outcome.Prepared<TextTokens.Tokens>) cut).value().ids()).hasSize(6);
    }
  }

  @Test
  void longTextIsCutAndKeepsItsLastSpecialToken() {
    long[] ids = ids("word ".repeat(1000));
    assertThat(ids).hasSize(16).startsWith(101).endsWith(102);
    assertThat(ids("word ".repeat(1_000_000))).isEqualTo(ids);
  }

  @Test
  void emptyTextIsItsSpecialTokens() {
    assertThat(ids("")).containsExactly(101, 102);
  }

  @Test
  void halfSurrogatePairsCountAsUnknownCharacters() {
    long[] unknown = ids("a \uFFFD b");
    assertThat(ids("a \uD83D b")).isEqualTo(unknown);
    assertThat(ids("a \uDE00 b")).isEqualTo(unknown);
    assertThat(ids("nul \u0000 and \uD83D\uDE00 emoji")).startsWith(101).endsWith(102);
  }

  @Test
  void manyThreadsGetTheSameTokens() {
    List<String> texts = IntStream.range(0, 500).mapToObj(i -> "text number " + i).toList();
    List<long[]> alone = texts.stream().map(TextTokensTest::ids).toList();
    List<long[]> together = texts.parallelStream().map(TextTokensTest::ids).toList();
    for (int i = 0; i < texts.size(); i++) {
      assertThat(together.get(i)).isEqualTo(alone.get(i));
    }
  }

  @Test
  void otherJsonIsNamedAsSuch() {
    assertThatThrownBy(() -> TextTokens.of("{\"a\": 1}".getBytes(StandardCharsets.UTF_8), 16))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Hugging Face");
  }

  private static long[] ids(String text) {
    return good(text).ids();
  }

  private static TextTokens.Tokens good(String text) {
    return ((Outcome.Prepared<TextTokens.Tokens>) minilm.tokens(text)).value();
  }
}
