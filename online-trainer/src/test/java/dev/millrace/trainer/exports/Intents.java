package dev.millrace.trainer.exports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.models.runtime.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Banking77: questions to a bank and which of 77 intents each has, as word pieces of the model's
 * own vocabulary: the longest piece that fits, again and again (WordPiece; Wu et al. 2016).
 */
final class Intents {

  /** Word pieces of a question; longer ones are cut. */
  static final int TOKENS = 24;

  /** Between words, and before and after each mark. */
  private static final Pattern WORDS = Pattern.compile("\\s+|(?=\\p{Punct})|(?<=\\p{Punct})");

  private final JsonNode vocabulary;
  private final List<String[]> records;
  private final List<String> names;

  /** A question as the model's inputs {@code [1, 24]} each, and its intent. */
  record Question(Map<String, Tensor> inputs, int intent) {}

  Intents() {
    byte[] tokenizer = RealFiles.bytes("onnx-compat/pytorch-tinybert/tinybert-tokenizer.json");
    byte[] csv = RealFiles.bytes("text-banking77/train.csv");
    try {
      this.vocabulary = new ObjectMapper().readTree(tokenizer).get("model").get("vocab");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.records = records(new String(csv, StandardCharsets.UTF_8));
    SortedSet<String> sorted = new TreeSet<>();
    records.forEach(record -> sorted.add(record[1]));
    this.names = List.copyOf(sorted);
  }

  int count() {
    return names.size();
  }

  /** Every n-th question: the file is sorted by intent. */
  List<Question> every(int n, int from) {
    List<Question> questions = new ArrayList<>();
    for (int i = from; i < records.size(); i += n) {
      String[] record = records.get(i);
      questions.add(new Question(inputs(record[0]), names.indexOf(record[1])));
    }
    return questions;
  }

  /** Records of text and category; quotes may enclose commas, line ends and doubled quotes. */
  private static List<String[]> records(String csv) {
    List<String[]> records = new ArrayList<>();
    int start = csv.indexOf('\n') + 1;
    while (start < csv.length()) {
      int comma = start;
      for (boolean quoted = false; quoted || csv.charAt(comma) != ','; comma++) {
        quoted ^= csv.charAt(comma) == '"';
      }
      int end = csv.indexOf('\n', comma);
      end = end < 0 ? csv.length() : end;
      String text = csv.substring(start, comma).replace("\"", "");
      records.add(new String[] {text, csv.substring(comma + 1, end).strip()});
      start = end + 1;
    }
    return records;
  }

  private Map<String, Tensor> inputs(String text) {
    List<Long> ids = new ArrayList<>(List.of(id("[CLS]")));
    for (String word : WORDS.split(text.toLowerCase(Locale.ROOT), -1)) {
      pieces(word, ids);
    }
    int used = Math.min(ids.size(), TOKENS - 1);
    long[] padded = new long[TOKENS];
    Arrays.fill(padded, id("[PAD]"));
    long[] mask = new long[TOKENS];
    for (int i = 0; i <= used; i++) {
      padded[i] = i == used ? id("[SEP]") : ids.get(i);
      mask[i] = 1;
    }
    return Map.of(
        "input_ids", Tensor.longs(padded, 1, TOKENS),
        "attention_mask", Tensor.longs(mask, 1, TOKENS),
        "token_type_ids", Tensor.longs(new long[TOKENS], 1, TOKENS));
  }

  private void pieces(String word, List<Long> ids) {
    int from = 0;
    while (from < word.length()) {
      int to = word.length();
      while (to > from && !vocabulary.has(piece(word, from, to))) {
        to--;
      }
      if (to == from) {
        ids.add(id("[UNK]"));
        return;
      }
      ids.add(id(piece(word, from, to)));
      from = to;
    }
  }

  private static String piece(String word, int from, int to) {
    return (from == 0 ? "" : "##") + word.substring(from, to);
  }

  private long id(String piece) {
    return vocabulary.get(piece).longValue();
  }
}
