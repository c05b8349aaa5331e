package dev.millrace.inference.preprocess;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Token ids of plain ASCII text by an uncased BERT tokenizer: most of the world's log lines and
 * many of its messages. Without Unicode its rules are few, and following them here takes a fraction
 * of the native tokenizer's time, which goes into normal forms and calls through JNI. Whatever is
 * not plain is left to the native one; a property test compares the two.
 *
 * <p>The rules (BERT's reference implementation, as the Hugging Face library follows it): control
 * characters but tab, line feed and carriage return are dropped; letters are lowered; words end at
 * white space; a punctuation character is a word; a word is cut from the left into the longest
 * known pieces, and is unknown as a whole where that fails or it is too long.
 *
 * <p>Thread-safe.
 */
final class AsciiWordPiece {

  private static final String CONTINUING = "##";

  /** Added tokens such as {@code [SEP]} are looked for in the text as it is: not done here. */
  private static final char ADDED_TOKEN_START = '[';

  private final Map<String, Integer> starts = new HashMap<>();
  private final Map<String, Integer> continuations = new HashMap<>();
  private final int longestPiece;
  private final int longestWord;
  private final int unknown;
  private final long first;
  private final long last;
  private final int maxTokens;

  private AsciiWordPiece(JsonNode json, int maxTokens) {
    JsonNode model = json.path("model");
    int longest = 0;
    for (Map.Entry<String, JsonNode> piece : model.path("vocab").properties()) {
      String text = piece.getKey();
      boolean continues = text.startsWith(CONTINUING);
      String characters = continues ? text.substring(CONTINUING.length()) : text;
      (continues ? continuations : starts).put(characters, piece.getValue().intValue());
      longest = Math.max(longest, characters.length());
    }
    longestPiece = longest;
    longestWord = model.path("max_input_chars_per_word").asInt();
    unknown = starts.get(model.path("unk_token").asText());
    JsonNode sequence = json.path("post_processor").path("single");
    first = special(json, sequence.get(0));
    last = special(json, sequence.get(2));
    this.maxTokens = maxTokens;
  }

  /** The tokenizer of a Hugging Face JSON file; empty where it follows other rules. */
  static Optional<AsciiWordPiece> of(JsonNode json, int maxTokens) {
    return follows(json) ? Optional.of(new AsciiWordPiece(json, maxTokens)) : Optional.empty();
  }

  private static boolean follows(JsonNode json) {
    JsonNode normalizer = json.path("normalizer");
    JsonNode model = json.path("model");
    boolean addedTokensAreSeen = true;
    for (JsonNode added : json.path("added_tokens")) {
      addedTokensAreSeen &= added.path("content").asText().indexOf(ADDED_TOKEN_START) == 0;
    }
    return addedTokensAreSeen
        && is(normalizer, "BertNormalizer")
        && normalizer.path("clean_text").asBoolean()
        && normalizer.path("lowercase").asBoolean()
        && is(json.path("pre_tokenizer"), "BertPreTokenizer")
        && is(model, "WordPiece")
        && model.path("continuing_subword_prefix").asText().equals(CONTINUING)
        && model.path("max_input_chars_per_word").asInt() > 0
        && model.path("vocab").has(model.path("unk_token").asText())
        && isBetweenTwoTokens(json);
  }

  private static boolean isBetweenTwoTokens(JsonNode json) {
    JsonNode processor = json.path("post_processor");
    JsonNode single = processor.path("single");
    return is(processor, "TemplateProcessing")
        && single.size() == 3
        && isSpecial(json, single.get(0))
        && single.get(1).path("Sequence").path("type_id").asInt(-1) == 0
        && isSpecial(json, single.get(2));
  }

  private static boolean isSpecial(JsonNode json, JsonNode place) {
    return place.path("SpecialToken").path("type_id").asInt(-1) == 0
        && ids(json, place).size() == 1;
  }

  private static long special(JsonNode json, JsonNode place) {
    return ids(json, place).get(0).longValue();
  }

  private static JsonNode ids(JsonNode json, JsonNode place) {
    String name = place.path("SpecialToken").path("id").asText();
    return json.path("post_processor").path("special_tokens").path(name).path("ids");
  }

  private static boolean is(JsonNode part, String type) {
    return part.path("type").asText().equals(type);
  }

  /** Ids with both special tokens, cut at the longest sequence; null for text that isn't plain. */
  long @Nullable [] ids(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > 0x7F || c == ADDED_TOKEN_START) {
        return null;
      }
      if (c >= ' ' && c != 0x7F) {
        plain.append(c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c);
      } else if (c == '\t' || c == '\n' || c == '\r') {
        plain.append(' ');
      }
    }
    Ids ids = new Ids(maxTokens);
    ids.add(first);
    for (int at = 0; at < plain.length() && ids.hasRoom(); ) {
      int end = wordEnd(plain, at);
      if (plain.charAt(at) != ' ') {
        addPieces(plain.substring(at, end), ids);
      }
      at = end;
    }
    return ids.endingWith(last);
  }

  /** Where the word ends that begins at a place; punctuation and blanks are words of one. */
  private static int wordEnd(CharSequence text, int start) {
    int end = start;
    while (end < text.length() && isLetterOrDigit(text.charAt(end))) {
      end++;
    }
    return Math.max(end, start + 1);
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  }

  private void addPieces(String word, Ids ids) {
    int before = ids.count;
    Map<String, Integer> pieces = word.length() > longestWord ? Map.of() : starts;
    for (int at = 0; at < word.length(); pieces = continuations) {
      int end = Math.min(word.length(), at + longestPiece);
      Integer piece = null;
      while (end > at && (piece = pieces.get(word.substring(at, end))) == null) {
        end--;
      }
      if (piece == null) {
        ids.count = before;
        ids.add(unknown);
        return;
      }
      ids.add(piece);
      at = end;
    }
  }

  /** A growing sequence, cut when it ends. */
  private static final class Ids {
    private final int most;
    private long[] values = new long[32];
    private int count;

    Ids(int maxTokens) {
      most = maxTokens - 1;
    }

    boolean hasRoom() {
      return count < most;
    }

    void add(long id) {
      if (count == values.length) {
        values = Arrays.copyOf(values, 2 * count);
      }
      values[count++] = id;
    }

    long[] endingWith(long id) {
      long[] all = Arrays.copyOf(values, Math.min(count, most) + 1);
      all[all.length - 1] = id;
      return all;
    }
  }
}
