package dev.millrace.inference.preprocess;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;

/**
 * Text to token ids by a tokenizer in the Hugging Face JSON format, with its special tokens, cut at
 * a length, and padded only for models that take no other.
 *
 * <p>Thread-safe: the native tokenizer doesn't change after it is built. Owns native memory; close
 * it.
 */
public final class TextTokens implements AutoCloseable {

  /**
   * Longest text that is looked at, in characters. No model here takes a hundredth of it in tokens,
   * and a megabyte of text would keep a thread busy for nothing.
   */
  public static final int MAX_CHARACTERS = 1 << 16;

  private static final String NO_TELEMETRY = "OPT_OUT_TRACKING";
  private static final char REPLACEMENT = '\uFFFD';

  static {
    // DJL's loader otherwise asks cloud metadata services for an instance id and reports it home.
    if (System.getProperty(NO_TELEMETRY) == null) {
      System.setProperty(NO_TELEMETRY, "true");
    }
  }

  private final HuggingFaceTokenizer tokenizer;

  private TextTokens(HuggingFaceTokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /**
   * Loads a tokenizer.
   *
   * @param json content of a {@code tokenizer.json}
   * @param maxTokens longest sequence with special tokens
   * @throws IllegalArgumentException if the JSON isn't a tokenizer
   */
  public static TextTokens of(byte[] json, int maxTokens) {
    return load(json, maxTokens, "false");
  }

  /**
   * Loads a tokenizer for a model that takes one length: shorter texts are filled up with the
   * tokenizer's padding token, whose mask is 0.
   *
   * @param length of every sequence
   * @throws IllegalArgumentException if the JSON isn't a tokenizer
   */
  public static TextTokens padded(byte[] json, int length) {
    return load(json, length, "max_length");
  }

  private static TextTokens load(byte[] json, int maxTokens, String padding) {
    if (maxTokens < 2) {
      throw new IllegalArgumentException("maxTokens must be at least 2, not " + maxTokens);
    }
    Map<String, String> options =
        Map.of(
            "truncation",
            "true",
            "padding",
            padding,
            "maxLength",
            String.valueOf(maxTokens),
            "modelMaxLength",
            String.valueOf(maxTokens));
    try {
      return new TextTokens(
          HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), options));
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException(
          "tokenizer of %d bytes can't be loaded: %s; is it a Hugging Face tokenizer.json?"
              .formatted(json.length, e.getMessage()),
          e);
    }
  }

  /**
   * Tokens of one text, three arrays of the same length.
   *
   * @param ids token ids
   * @param mask 1 for every token, 0 for padding
   * @param types segment ids
   */
  @SuppressWarnings("ArrayRecordComponent") // Handed to the model as they are.
  public record Tokens(long[] ids, long[] mask, long[] types) {}

  /** Turns a text into tokens. Halves of surrogate pairs count as unknown characters. */
  public Outcome<Tokens> tokens(String text) {
    try {
      Encoding encoding = tokenizer.encode(wellFormed(text));
      return Outcome.prepared(
          new Tokens(encoding.getIds(), encoding.getAttentionMask(), encoding.getTypeIds()));
    } catch (RuntimeException e) {
      return Outcome.rejected(
          Outcome.Cause.TEXT,
          "text of %d characters has no tokens: %s".formatted(text.length(), e.getMessage()));
    }
  }

  /** The native tokenizer takes UTF-8 only, which has no half surrogate pairs. */
  private static String wellFormed(String text) {
    int length = Math.min(text.length(), MAX_CHARACTERS);
    StringBuilder fixed = null;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < length
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (pair) {
        i++;
      } else if (Character.isSurrogate(c)) {
        fixed = fixed == null ? new StringBuilder(text.substring(0, length)) : fixed;
        fixed.setCharAt(i, REPLACEMENT);
      }
    }
    return fixed == null ? text.substring(0, length) : fixed.toString();
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
