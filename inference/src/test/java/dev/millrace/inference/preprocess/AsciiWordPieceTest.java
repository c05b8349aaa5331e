package dev.millrace.inference.preprocess;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.inference.TestFiles;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

class AsciiWordPieceTest {

  private static final byte[] MINILM = TestFiles.resource("/all-minilm-l6-v2-q-tokenizer.json");

  private static TextTokens wide;
  private static TextTokens narrow;

  @BeforeContainer
  static void load() {
    wide = TextTokens.of(MINILM, 256);
    narrow = TextTokens.of(MINILM, 9);
  }

  @AfterContainer
  static void close() {
    wide.close();
    narrow.close();
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> anything =
        Arbitraries.strings().withCharRange((char) 0, (char) 0x7F).ofMaxLength(12);
    Arbitrary<String> words =
        Arbitraries.of(
            "Free",
            "entry",
            "unaffable",
            "xqzj",
            "don't",
            "U",
            "2",
            "\u00a3",
            "\n",
            "x".repeat(100),
            "x".repeat(101),
            "\u007f",
            "[SEP]",
            "##ing",
            "e.g.",
            "http://x.y/z?a=1&b",
            "caf\u00e9");
    Arbitrary<String> mixed = Arbitraries.oneOf(anything, words);
    return mixed.list().ofMaxSize(20).map(parts -> String.join(" ", parts));
  }

  @Property(tries = 3000)
  void tokensAreTheNativeTokenizersOwn(@ForAll("texts") String text) {
    for (TextTokens tokenizer : List.of(wide, narrow)) {
      TextTokens.Tokens mine = found(tokenizer.tokens(text));
      TextTokens.Tokens natives = found(tokenizer.encoded(text));
      assertThat(mine.ids()).isEqualTo(natives.ids());
      assertThat(mine.mask()).isEqualTo(natives.mask());
      assertThat(mine.types()).isEqualTo(natives.types());
    }
  }

  @Example
  void plainTextIsDoneHereAndAllElseIsLeft() throws IOException {
    AsciiWordPiece plain = AsciiWordPiece.of(json(), 16).orElseThrow();
    assertThat(plain.ids("hello World")).containsExactly(101, 7592, 2088, 102);
    assertThat(plain.ids("caf\u00e9")).isNull();
    assertThat(plain.ids("a [SEP] b")).isNull();
  }

  @Example
  void tokenizersThatFollowOtherRulesAreLeft() throws IOException {
    ObjectNode cased = json();
    cased.withObject("normalizer").put("lowercase", false);
    ObjectNode added = json();
    added.withArray("added_tokens").addObject().put("content", "<mask>");
    ObjectNode pieces = json();
    pieces.withObject("model").put("type", "BPE");
    ObjectNode bare = json();
    bare.putNull("post_processor");
    for (JsonNode other : List.of(cased, added, pieces, bare)) {
      assertThat(AsciiWordPiece.of(other, 16)).isEqualTo(Optional.empty());
    }
  }

  private static ObjectNode json() throws IOException {
    return (ObjectNode) new ObjectMapper().readTree(MINILM);
  }

  private static TextTokens.Tokens found(Outcome<TextTokens.Tokens> outcome) {
    return ((Outcome.Prepared<TextTokens.Tokens>) outcome).value();
  }
}
