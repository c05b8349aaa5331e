package dev.millrace.models.bundle;

import dev.millrace.schemas.task.BundleManifest;
import dev.millrace.schemas.task.ManifestFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A bundle as a folder: {@code bundle.yaml} and a file for each role, named by it. */
final class BundleFolder {

  private BundleFolder() {}

  static void write(ModelBundle bundle, Path folder) throws IOException {
    Files.createDirectories(folder);
    BundleManifest manifest = bundle.manifest();
    for (String role : manifest.files().keySet()) {
      Files.write(folder.resolve(role), bundle.file(role));
    }
    // Last: a folder that was left half written has no manifest and is no bundle.
    Files.writeString(
        folder.resolve(ManifestFile.NAME), ManifestText.of(manifest), StandardCharsets.UTF_8);
  }
}
