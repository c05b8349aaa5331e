package dev.millrace.schemas.task;

import dev.millrace.schemas.yaml.Problems;
import dev.millrace.schemas.yaml.YamlDocument;
import dev.millrace.schemas.yaml.YamlValue;
import java.nio.file.Path;

/** Reads a bundle's {@code bundle.yaml}; the same keys as an inline manifest in a task file. */
public final class ManifestFile {

  /** Name of the manifest in a bundle's folder. */
  public static final String NAME = "bundle.yaml";

  private ManifestFile() {}

  /**
   * Reads a manifest file.
   *
   * @throws TaskFileException if anything is wrong with it, or it cannot be read
   */
  public static BundleManifest read(Path file) {
    Problems problems = new Problems(file.toString());
    return manifest(YamlDocument.read(file, problems), problems);
  }

  /**
   * Reads a manifest from text, for bundles inside a jar.
   *
   * @param name what errors call it
   * @throws TaskFileException if anything is wrong with it
   */
  public static BundleManifest parse(String text, String name) {
    Problems problems = new Problems(name);
    return manifest(YamlDocument.parse(text, problems), problems);
  }

  private static BundleManifest manifest(YamlValue root, Problems problems) {
    BundleManifest manifest =
        root.map(map -> ManifestReader.read(map, ManifestReader.Paths.INSIDE_THE_FOLDER));
    if (!problems.none()) {
      throw new TaskFileException(problems.byLine());
    }
    return manifest;
  }
}
