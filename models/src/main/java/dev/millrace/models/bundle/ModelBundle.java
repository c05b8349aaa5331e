package dev.millrace.models.bundle;

import dev.millrace.models.graph.ModelLimits;
import dev.millrace.models.graph.ModelRejected;
import dev.millrace.models.graph.OnnxGraph;
import dev.millrace.models.runtime.ParameterPatch;
import dev.millrace.schemas.task.BundleManifest;
import dev.millrace.schemas.task.BundleManifest.FileRef;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A manifest and the bytes of its files, all in memory. Immutable.
 *
 * <p>Its manifest is brought to one form: each file is named by its role and carries its digest. So
 * the digest of the manifest's text is the digest of the bundle, wherever it was loaded from.
 */
public final class ModelBundle {

  private final BundleManifest manifest;
  private final Map<String, byte[]> files;
  private final String digest;
  private final ModelLimits limits;

  private ModelBundle(BundleManifest manifest, Map<String, byte[]> files, ModelLimits limits) {
    this.manifest = manifest;
    this.files = files;
    this.limits = limits;
    this.digest = Sha256.of(ManifestText.of(manifest).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * A bundle of these files.
   *
   * @param given bytes by role, one for each role of the manifest; not copied
   * @throws ModelRejected where a file's digest is not the one that the manifest states
   */
  public static ModelBundle of(
      BundleManifest manifest, Map<String, byte[]> given, ModelLimits limits) {
    if (!manifest.files().keySet().equals(given.keySet())) {
      throw new IllegalArgumentException(
          "bundle '%s' names the files %s, it was given %s"
              .formatted(manifest.name(), manifest.files().keySet(), given.keySet()));
    }
    Map<String, FileRef> refs = new TreeMap<>();
    Map<String, byte[]> files = new TreeMap<>();
    manifest
        .files()
        .forEach(
            (role, ref) -> {
              byte[] bytes = given.get(role);
              refs.put(role, new FileRef(role, checked(manifest.name(), role, ref, bytes)));
              files.put(role, bytes);
            });
    return new ModelBundle(manifest.withFiles(refs), files, limits);
  }

  private static String checked(String bundle, String role, FileRef ref, byte[] bytes) {
    String actual = Sha256.of(bytes);
    String expected = ref.sha256();
    if (expected != null && !expected.equalsIgnoreCase(actual)) {
      throw new ModelRejected(
          "its SHA-256 is %s, the manifest says %s".formatted(actual, expected),
          "bundle '%s', file '%s' (%s)".formatted(bundle, role, ref.path()),
          "fetch the file again, or correct the manifest if the change was meant");
    }
    return actual;
  }

  public BundleManifest manifest() {
    return manifest;
  }

  /** SHA-256 in hexadecimal over manifest and contents. */
  public String digest() {
    return digest;
  }

  public BundleRef ref() {
    return new BundleRef(manifest.name(), digest);
  }

  public boolean has(String role) {
    return files.containsKey(role);
  }

  /**
   * Bytes of a file, not a copy.
   *
   * @throws ModelRejected where the bundle has no such file
   */
  public byte[] file(String role) {
    byte[] bytes = files.get(role);
    if (bytes == null) {
      throw new ModelRejected(
          "it has no file '%s', only %s".formatted(role, files.keySet()),
          "bundle '" + manifest.name() + "'",
          "add the file to the bundle's manifest");
    }
    return bytes;
  }

  /**
   * A model of the bundle, read within its limits.
   *
   * @throws ModelRejected where it is no model that Millrace runs
   */
  public OnnxGraph graph(String role) {
    try {
      return OnnxGraph.read(file(role), limits);
    } catch (ModelRejected e) {
      throw e.in("bundle '%s', file '%s'".formatted(manifest.name(), role));
    }
  }

  /** Lines of a text file (labels, characters), UTF-8, line ends taken off. */
  public List<String> lines(String role) {
    return new String(file(role), StandardCharsets.UTF_8).lines().toList();
  }

  /**
   * The same bundle whose head starts from these parameters. It has another digest: versions that
   * were learned from the old start do not belong to it.
   */
  public ModelBundle startingFrom(ParameterPatch patch) {
    Map<String, FileRef> refs = new TreeMap<>(manifest.files());
    refs.put(BundleManifest.PARAMETERS, new FileRef(BundleManifest.PARAMETERS, null));
    Map<String, byte[]> more = new TreeMap<>(files);
    more.put(BundleManifest.PARAMETERS, StartParameters.write(patch));
    return of(manifest.withFiles(refs), more, limits);
  }

  /** Writes the bundle as a folder that a task file can name by {@code bundle: {path: …}}. */
  public void toFolder(Path folder) throws IOException {
    BundleFolder.write(this, folder);
  }

  /** Writes the bundle as one archive: equal bundles give equal bytes. */
  public void toArchive(Path file) throws IOException {
    BundleArchive.write(this, file);
  }

  /**
   * Reads an archive.
   *
   * @param expectedSha256 the digest of {@link #ref}
   * @throws ModelRejected where it is another bundle, damaged, or above a limit
   */
  public static ModelBundle readArchive(InputStream archive, String expectedSha256)
      throws IOException {
    return BundleArchive.read(archive, expectedSha256, ModelLimits.DEFAULT);
  }

  /**
   * Reads an archive.
   *
   * @param expectedSha256 the digest of {@link #ref}
   * @throws ModelRejected where it is another bundle, damaged, or above a limit
   */
  public static ModelBundle readArchive(Path archive, String expectedSha256) throws IOException {
    try (InputStream in = Files.newInputStream(archive)) {
      return readArchive(in, expectedSha256);
    }
  }

  @Override
  public String toString() {
    return "bundle %s %s".formatted(manifest.name(), digest.substring(0, 12));
  }
}
