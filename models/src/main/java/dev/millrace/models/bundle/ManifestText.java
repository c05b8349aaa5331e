package dev.millrace.models.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.schemas.task.BundleManifest;
import dev.millrace.schemas.task.BundleManifest.ChannelOrder;
import dev.millrace.schemas.task.BundleManifest.Fit;
import dev.millrace.schemas.task.BundleManifest.ImageInput;
import dev.millrace.schemas.task.BundleManifest.InputSpec;
import dev.millrace.schemas.task.BundleManifest.SensorInput;
import dev.millrace.schemas.task.BundleManifest.TextInput;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a manifest with the keys of {@code bundle.yaml}, always the same way: JSON, which is YAML,
 * keys in a fixed order. {@link dev.millrace.schemas.task.ManifestFile} reads it back.
 */
final class ManifestText {

  private static final ObjectMapper JSON = new ObjectMapper();

  private ManifestText() {}

  static String of(BundleManifest manifest) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("name", manifest.name());
    if (!manifest.licence().isEmpty()) {
      keys.put("licence", manifest.licence());
    }
    Map<String, Object> files = new LinkedHashMap<>();
    new TreeMap<>(manifest.files()).forEach((role, ref) -> files.put(role, file(ref)));
    keys.put("files", files);
    keys.put("input", input(manifest.input()));
    keys.put("outputs", manifest.outputs());
    if (!manifest.trainable().isEmpty()) {
      keys.put("trainable", manifest.trainable());
    }
    keys.put("batchInvariant", manifest.batchInvariant());
    keys.put("bestBatch", manifest.bestBatch());
    try {
      return JSON.writerWithDefaultPrettyPrinter()
              .writeValueAsString(keys)
              .replace(System.lineSeparator(), "\n")
          + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps of text and numbers are always JSON", e);
    }
  }

  private static Map<String, Object> file(BundleManifest.FileRef ref) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("path", ref.path());
    if (ref.sha256() != null) {
      keys.put("sha256", ref.sha256());
    }
    return keys;
  }

  private static Object input(InputSpec spec) {
    if (spec instanceof TextInput text) {
      return Map.of("text", text(text));
    }
    if (spec instanceof ImageInput image) {
      return Map.of("image", image(image));
    }
    if (spec instanceof SensorInput sensor) {
      Map<String, Object> keys = new LinkedHashMap<>();
      keys.put("name", sensor.name());
      keys.put("scaled", sensor.scaled());
      return Map.of("sensor", keys);
    }
    return "reading";
  }

  private static Map<String, Object> text(TextInput text) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("ids", text.ids());
    keys.put("mask", text.mask());
    keys.put("types", text.types());
    keys.put("maxTokens", text.maxTokens());
    return keys;
  }

  private static Map<String, Object> image(ImageInput image) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("name", image.name());
    keys.put("width", image.width());
    keys.put("height", image.height());
    keys.put("fit", fit(image.fit()));
    keys.put("pad", image.pad());
    keys.put("order", image.order() == ChannelOrder.BGR ? "bgr" : "rgb");
    keys.put("mean", image.mean());
    keys.put("scale", image.scale());
    return keys;
  }

  private static String fit(Fit fit) {
    return switch (fit) {
      case TOP_LEFT -> "topLeft";
      case LETTERBOX -> "letterbox";
      case STRETCH -> "stretch";
    };
  }
}
