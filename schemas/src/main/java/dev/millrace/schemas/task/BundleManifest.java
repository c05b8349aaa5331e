package dev.millrace.schemas.task;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a model bundle holds and how its model is fed: {@code bundle.yaml}, or the same keys inside
 * a task file.
 *
 * @param name name of the bundle
 * @param licence SPDX identifier or words; empty where unknown
 * @param files files by role; {@code model} is the ONNX file, further models have roles of their
 *     own ({@code detect}, {@code read}), then {@code tokenizer}, {@code labels}
 * @param input how an event becomes the model's input
 * @param outputs names of the output tensors that are used, in the order the decoder wants them;
 *     empty means all
 * @param trainable glob over initializer names; empty where nothing inside the model is trained
 * @param batchInvariant whether a result is bit for bit independent of its batch mates
 * @param bestBatch batch size that was measured best on a CPU thread
 */
public record BundleManifest(
    String name,
    String licence,
    Map<String, FileRef> files,
    InputSpec input,
    List<String> outputs,
    String trainable,
    boolean batchInvariant,
    int bestBatch)
    implements Serializable {

  /** Role of the ONNX file of a bundle with one model. */
  public static final String MODEL = "model";

  /** Role of a tokenizer in the Hugging Face JSON format. */
  public static final String TOKENIZER = "tokenizer";

  /** Role of a file with one class name a line. */
  public static final String LABELS = "labels";

  /** Role of an ONNX file without nodes whose initializers are what the head starts from. */
  public static final String PARAMETERS = "parameters";

  public BundleManifest {
    files = Map.copyOf(files);
    outputs = List.copyOf(outputs);
  }

  /** The same with other files. */
  public BundleManifest withFiles(Map<String, FileRef> others) {
    return new BundleManifest(
        name, licence, others, input, outputs, trainable, batchInvariant, bestBatch);
  }

  /**
   * A file of the bundle.
   *
   * @param path relative to the bundle's folder
   * @param sha256 expected digest in hexadecimal; null where the author gave none
   */
  public record FileRef(String path, @Nullable String sha256) implements Serializable {}

  /** How an event becomes the model's input. */
  public sealed interface InputSpec extends Serializable {}

  /**
   * Text through the bundle's tokenizer.
   *
   * @param ids name of the token id input, int64 {@code [n, tokens]}
   * @param mask name of the attention mask input; empty where the model has none
   * @param types name of the token type input; empty where the model has none
   * @param maxTokens longest sequence, with special tokens; longer texts are cut
   */
  public record TextInput(String ids, String mask, String types, int maxTokens)
      implements InputSpec {}

  /**
   * A picture as float32 {@code [n, 3, height, width]}: value = (pixel − mean) × scale.
   *
   * @param name name of the input
   * @param width width in pixels
   * @param height height in pixels
   * @param fit how the picture is brought to that size
   * @param pad grey value of the border, 0 to 255
   * @param order channel order
   * @param mean mean a channel, in the given order
   * @param scale factor a channel, in the given order
   */
  public record ImageInput(
      String name,
      int width,
      int height,
      Fit fit,
      int pad,
      ChannelOrder order,
      List<Float> mean,
      List<Float> scale)
      implements InputSpec {
    public ImageInput {
      mean = List.copyOf(mean);
      scale = List.copyOf(scale);
    }
  }

  /** How a picture is brought to the model's size. */
  public enum Fit {
    /** Aspect ratio kept, picture in the top left corner. */
    TOP_LEFT,
    /** Aspect ratio kept, picture in the middle. */
    LETTERBOX,
    /** Aspect ratio given up. */
    STRETCH
  }

  /** Channel order of the model's input. */
  public enum ChannelOrder {
    RGB,
    BGR
  }

  /**
   * A window of sensor readings as float32 {@code [n, length, channels]}.
   *
   * @param name name of the input
   * @param scaled whether channels are standardised by the running mean and variance of the source
   */
  public record SensorInput(String name, boolean scaled) implements InputSpec {}

  /** Text in pictures: detect lines, then read them; constants are PP-OCR's. */
  public record ReadingInput() implements InputSpec {}
}
