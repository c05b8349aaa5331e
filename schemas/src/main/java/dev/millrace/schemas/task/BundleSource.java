package dev.millrace.schemas.task;

import java.io.Serializable;

/** Which model bundle a task uses. */
public sealed interface BundleSource extends Serializable {

  /** A bundle that comes with Millrace, by name, for example {@code minilm-l6-v2-int8}. */
  record BuiltIn(String name) implements BundleSource {}

  /** A folder with a {@code bundle.yaml}. The path is absolute once the task file is loaded. */
  record Folder(String path) implements BundleSource {}

  /**
   * A manifest written in the task file itself.
   *
   * @param manifest the manifest
   * @param baseFolder absolute folder that its file names are relative to
   */
  record Inline(BundleManifest manifest, String baseFolder) implements BundleSource {}
}
