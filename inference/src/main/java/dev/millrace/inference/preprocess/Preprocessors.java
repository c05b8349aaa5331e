package dev.millrace.inference.preprocess;

import dev.millrace.schemas.task.BundleManifest.ImageInput;
import dev.millrace.schemas.task.BundleManifest.InputSpec;
import dev.millrace.schemas.task.BundleManifest.ReadingInput;
import dev.millrace.schemas.task.BundleManifest.TextInput;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The preprocessor for each kind of model input. Sensor input is not among them: its windows need
 * state per source, see {@link SensorWindows}.
 */
public final class Preprocessors {

  /** Makes a preprocessor; the tokenizer is null where the bundle has none. */
  private interface Factory {
    Preprocessor of(InputSpec input, byte @Nullable [] tokenizer);
  }

  private static final Map<Class<? extends InputSpec>, Factory> TABLE =
      Map.of(
          TextInput.class, (input, tokenizer) -> text((TextInput) input, tokenizer),
          ImageInput.class,
              (input, tokenizer) -> new ImagePreprocessor((ImageInput) input, ImageLimits.DEFAULT),
          ReadingInput.class, (input, tokenizer) -> new PicturePreprocessor(ImageLimits.DEFAULT));

  private Preprocessors() {}

  /**
   * The preprocessor for a bundle; the caller closes it.
   *
   * @param input the bundle's input
   * @param tokenizer content of the bundle's tokenizer; null where it has none
   * @throws IllegalArgumentException for sensor input, and for text without a tokenizer
   */
  public static Preprocessor of(InputSpec input, byte @Nullable [] tokenizer) {
    Factory factory = TABLE.get(input.getClass());
    if (factory == null) {
      throw new IllegalArgumentException(
          "%s is prepared with state per source, by SensorWindows"
              .formatted(input.getClass().getSimpleName()));
    }
    return factory.of(input, tokenizer);
  }

  /**
   * The preprocessor of a text model that takes sequences of one length only.
   *
   * @param length tokens of every text, padded or cut
   * @throws IllegalArgumentException without a tokenizer
   */
  public static Preprocessor padded(TextInput input, byte @Nullable [] tokenizer, int length) {
    return new TextPreprocessor(input, TextTokens.padded(present(input, tokenizer), length));
  }

  private static Preprocessor text(TextInput input, byte @Nullable [] tokenizer) {
    TextTokens tokens = TextTokens.of(present(input, tokenizer), input.maxTokens());
    return new TextPreprocessor(input, tokens);
  }

  private static byte[] present(TextInput input, byte @Nullable [] tokenizer) {
    if (tokenizer == null) {
      throw new IllegalArgumentException(
          "text input '%s' needs a tokenizer; add a file with the role `tokenizer` to the bundle"
              .formatted(input.ids()));
    }
    return tokenizer;
  }
}
