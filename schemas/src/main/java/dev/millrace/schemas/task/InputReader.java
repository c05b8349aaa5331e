package dev.millrace.schemas.task;

import dev.millrace.schemas.task.BundleManifest.ChannelOrder;
import dev.millrace.schemas.task.BundleManifest.Fit;
import dev.millrace.schemas.task.BundleManifest.ImageInput;
import dev.millrace.schemas.task.BundleManifest.InputSpec;
import dev.millrace.schemas.task.BundleManifest.ReadingInput;
import dev.millrace.schemas.task.BundleManifest.SensorInput;
import dev.millrace.schemas.task.BundleManifest.TextInput;
import dev.millrace.schemas.yaml.YamlMap;
import dev.millrace.schemas.yaml.YamlValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code input} of a manifest: how an event becomes the model's input. */
final class InputReader {

  private static final Map<String, Fit> FITS =
      Map.of("topLeft", Fit.TOP_LEFT, "letterbox", Fit.LETTERBOX, "stretch", Fit.STRETCH);

  private static final Map<String, ChannelOrder> ORDERS =
      Map.of("rgb", ChannelOrder.RGB, "bgr", ChannelOrder.BGR);

  /** Largest edge of a model's picture, in pixels. */
  private static final int LARGEST_EDGE = 8192;

  /** Longest token sequence. */
  private static final int MOST_TOKENS = 32_768;

  private static final int COLOURS = 3;

  private InputReader() {}

  static InputSpec read(YamlValue value) {
    if (value.isScalar()) {
      return value.choice(Map.of("reading", new ReadingInput()), new ReadingInput());
    }
    return value.map(InputReader::fromKeys);
  }

  private static InputSpec fromKeys(YamlMap map) {
    List<InputSpec> given = new ArrayList<>();
    map.find("image").map(keys -> keys.map(InputReader::image)).ifPresent(given::add);
    map.find("text").map(keys -> keys.map(InputReader::text)).ifPresent(given::add);
    map.find("sensor").map(keys -> keys.map(InputReader::sensor)).ifPresent(given::add);
    if (given.size() == 1) {
      return given.get(0);
    }
    map.problem(
        "image",
        given.isEmpty()
            ? "is missing; an input is image, text, sensor or reading"
            : "stands beside another input; a bundle has one");
    return new ReadingInput();
  }

  private static InputSpec image(YamlMap map) {
    return new ImageInput(
        map.text("name"),
        (int) map.require("width").integer(1, LARGEST_EDGE),
        (int) map.require("height").integer(1, LARGEST_EDGE),
        map.choice("fit", FITS, Fit.STRETCH),
        map.integer("pad", 0, 255, 0),
        map.choice("order", ORDERS, ChannelOrder.RGB),
        map.find("mean").map(InputReader::aChannel).orElse(List.of(0f, 0f, 0f)),
        map.find("scale").map(InputReader::aChannel).orElse(List.of(1f, 1f, 1f)));
  }

  private static List<Float> aChannel(YamlValue value) {
    List<Float> numbers = value.list().stream().map(v -> (float) v.decimal(-1e9, 1e9)).toList();
    if (value.isList() && numbers.size() != COLOURS) {
      value.problem("must have a number for each of the 3 channels, not " + numbers.size());
    }
    return numbers;
  }

  /** Defaults are the names that Hugging Face exports give. */
  private static InputSpec text(YamlMap map) {
    return new TextInput(
        map.text("ids", "input_ids"),
        map.text("mask", "attention_mask"),
        map.text("types", ""),
        (int) map.require("maxTokens").integer(3, MOST_TOKENS));
  }

  private static InputSpec sensor(YamlMap map) {
    return new SensorInput(map.text("name"), map.find("scaled").map(YamlValue::flag).orElse(false));
  }
}
