package dev.millrace.schemas.task;

import dev.millrace.schemas.task.BundleManifest.FileRef;
import dev.millrace.schemas.yaml.YamlMap;
import dev.millrace.schemas.yaml.YamlValue;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** {@code bundle}: a name, {@code {path: folder}}, or a manifest; and {@code bundle.yaml}. */
final class ManifestReader {

  /** Largest batch that can be measured best on a processor thread. */
  /** Largest number of events of a run that a manifest or a task may ask for. */
  static final int LARGEST_BATCH = 4096;

  private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");

  /** Where the files of a manifest may lie. */
  enum Paths {
    /** A bundle that is handed on carries its own files. */
    INSIDE_THE_FOLDER,
    /** A task file may name models that lie elsewhere. */
    ANYWHERE
  }

  private ManifestReader() {}

  static BundleSource source(YamlValue value, Path folder) {
    if (!value.isMap()) {
      return new BundleSource.BuiltIn(TaskReader.name(value));
    }
    return value.map(
        map ->
            map.has("path")
                ? new BundleSource.Folder(folder.resolve(path(map)).normalize().toString())
                : new BundleSource.Inline(read(map, Paths.ANYWHERE), folder.toString()));
  }

  private static String path(YamlMap map) {
    return legalPath(map.require("path"));
  }

  static BundleManifest read(YamlMap map, Paths paths) {
    return new BundleManifest(
        TaskReader.name(map.require("name")),
        map.text("licence", ""),
        map.require("files").map(files -> files(files, paths)),
        InputReader.read(map.require("input")),
        map.texts("outputs"),
        map.text("trainable", ""),
        map.find("batchInvariant").map(YamlValue::flag).orElse(false),
        map.integer("bestBatch", 1, LARGEST_BATCH, 1));
  }

  private static Map<String, FileRef> files(YamlMap map, Paths paths) {
    Map<String, FileRef> files = new LinkedHashMap<>();
    for (String role : map.keys()) {
      files.put(role, file(map.require(role), paths));
    }
    if (files.isEmpty()) {
      map.problem(BundleManifest.MODEL, "is missing; name the ONNX file");
    }
    return files;
  }

  private static FileRef file(YamlValue value, Paths paths) {
    return value.isMap()
        ? value.map(
            map ->
                new FileRef(
                    filePath(map.require("path"), paths),
                    map.find("sha256").map(ManifestReader::sha256).orElse(null)))
        : new FileRef(filePath(value, paths), null);
  }

  private static String filePath(YamlValue value, Paths paths) {
    String text = legalPath(value);
    if (paths == Paths.INSIDE_THE_FOLDER) {
      Path path = Path.of(text).normalize();
      if (path.isAbsolute() || path.startsWith("..")) {
        value.problem("must lie in the bundle's own folder, not at '" + text + "'");
      }
    }
    return text;
  }

  private static String legalPath(YamlValue value) {
    return value.scalar(
        "a file path",
        "",
        text -> {
          try {
            return Path.of(text).toString();
          } catch (InvalidPathException e) {
            return null;
          }
        });
  }

  private static String sha256(YamlValue value) {
    return value.scalar(
        "64 hexadecimal digits",
        "",
        text -> SHA256.matcher(text).matches() ? text.toLowerCase(Locale.ROOT) : null);
  }
}
