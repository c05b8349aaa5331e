package dev.millrace.models.bundle;

import dev.millrace.models.graph.ModelLimits;
import dev.millrace.models.graph.ModelRejected;
import dev.millrace.schemas.task.BundleManifest;
import dev.millrace.schemas.task.ManifestFile;
import dev.millrace.schemas.task.TaskFileException;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A bundle as one zip file: {@code bundle.yaml}, then the files by role, stored without compression
 * and without times, so that the same bundle is the same bytes.
 */
final class BundleArchive {

  /** The first time that a zip entry can have. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private static final int MOST_ENTRIES = 64;

  private static final int LARGEST_MANIFEST_BYTES = 1 << 20;

  private static final String REMEDY = "submit the job again from the bundle itself";

  private BundleArchive() {}

  static void write(ModelBundle bundle, Path file) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
        ZipOutputStream zip = new ZipOutputStream(out)) {
      byte[] manifest = ManifestText.of(bundle.manifest()).getBytes(StandardCharsets.UTF_8);
      entry(zip, ManifestFile.NAME, manifest);
      for (String role : new TreeMap<>(bundle.manifest().files()).keySet()) {
        entry(zip, role, bundle.file(role));
      }
    }
  }

  private static void entry(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(bytes.length);
    entry.setCrc(crc.getValue());
    entry.setTimeLocal(NO_TIME);
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }

  static ModelBundle read(InputStream in, String expectedSha256, ModelLimits limits)
      throws IOException {
    Map<String, byte[]> entries = entries(in, limits);
    byte[] text = entries.remove(ManifestFile.NAME);
    if (text == null || text.length > LARGEST_MANIFEST_BYTES) {
      throw rejected("it holds no " + ManifestFile.NAME, null);
    }
    ModelBundle bundle;
    try {
      BundleManifest manifest =
          ManifestFile.parse(new String(text, StandardCharsets.UTF_8), ManifestFile.NAME);
      if (!manifest.files().keySet().equals(entries.keySet())) {
        throw rejected(
            "it holds %s, its manifest names %s"
                .formatted(entries.keySet(), manifest.files().keySet()),
            null);
      }
      bundle = ModelBundle.of(manifest, entries, limits);
    } catch (TaskFileException e) {
      throw rejected(e.getMessage(), e);
    }
    if (!bundle.digest().equals(expectedSha256)) {
      throw rejected(
          "its SHA-256 is %s, the job wants %s".formatted(bundle.digest(), expectedSha256), null);
    }
    return bundle;
  }

  private static Map<String, byte[]> entries(InputStream in, ModelLimits limits)
      throws IOException {
    Map<String, byte[]> entries = new HashMap<>();
    try (ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        byte[] bytes = zip.readNBytes((int) Math.min(limits.maxBytes() + 1, Integer.MAX_VALUE - 8));
        if (bytes.length > limits.maxBytes() || entries.size() == MOST_ENTRIES) {
          throw rejected(
              "it is above the limit of %d bytes a file and %d files"
                  .formatted(limits.maxBytes(), MOST_ENTRIES),
              null);
        }
        if (entries.put(entry.getName(), bytes) != null) {
          throw rejected("it holds '" + entry.getName() + "' twice", null);
        }
      }
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      // The last of them is how an entry name of broken UTF-8 shows.
      throw rejected("it is damaged (" + e + ")", e);
    }
    return entries;
  }

  private static ModelRejected rejected(String what, @Nullable Throwable cause) {
    return new ModelRejected(what, "bundle archive", REMEDY, cause);
  }
}
