package dev.millrace.models.bundle;

import dev.millrace.models.graph.ModelLimits;
import dev.millrace.models.graph.ModelRejected;
import dev.millrace.schemas.task.BundleManifest;
import dev.millrace.schemas.task.BundleSource;
import dev.millrace.schemas.task.ManifestFile;
import dev.millrace.schemas.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds a task's bundle and reads all its files into memory. A bundle folder is closed: what its
 * manifest names must lie in it, also behind symbolic links. A manifest inside a task file is the
 * user's own word, so its files may lie anywhere.
 */
public final class BundleLoader {

  private final ModelLimits limits;

  public BundleLoader(ModelLimits limits) {
    this.limits = limits;
  }

  /**
   * Loads with the default limits.
   *
   * @throws ModelRejected where a file is missing, above a limit, or not what the manifest says
   * @throws dev.millrace.schemas.task.TaskFileException where a {@code bundle.yaml} is wrong
   */
  public static ModelBundle load(Task task) {
    return new BundleLoader(ModelLimits.DEFAULT).bundle(task);
  }

  /** Loads the bundle of a task. */
  public ModelBundle bundle(Task task) {
    BundleSource source = task.bundle();
    if (source instanceof BundleSource.BuiltIn builtIn) {
      return BuiltInBundles.load(builtIn.name(), task);
    }
    if (source instanceof BundleSource.Folder folder) {
      return folder(Path.of(folder.path()));
    }
    BundleSource.Inline inline = (BundleSource.Inline) source;
    return read(inline.manifest(), Path.of(inline.baseFolder()), Reach.ANYWHERE);
  }

  /** Loads a folder with a {@code bundle.yaml}. */
  public ModelBundle folder(Path folder) {
    return read(ManifestFile.read(folder.resolve(ManifestFile.NAME)), folder, Reach.FOLDER);
  }

  private enum Reach {
    FOLDER,
    ANYWHERE
  }

  private ModelBundle read(BundleManifest manifest, Path folder, Reach reach) {
    Map<String, byte[]> files = new TreeMap<>();
    manifest
        .files()
        .forEach(
            (role, ref) -> {
              String where = "bundle '%s', file '%s'".formatted(manifest.name(), role);
              files.put(role, file(folder, ref.path(), reach, where));
            });
    return ModelBundle.of(manifest, files, limits);
  }

  private byte[] file(Path folder, String relative, Reach reach, String where) {
    Path file = folder.resolve(relative).normalize();
    try {
      Path real = file.toRealPath();
      if (reach == Reach.FOLDER && !real.startsWith(folder.toRealPath())) {
        throw new ModelRejected(
            "'" + relative + "' leads out of the bundle's folder " + folder,
            where,
            "copy the file into the folder");
      }
      long bytes = Files.size(real);
      if (bytes > limits.maxBytes()) {
        throw new ModelRejected(
            "%s has %d bytes, the limit is %d".formatted(file, bytes, limits.maxBytes()),
            where,
            "use a smaller file");
      }
      return Files.readAllBytes(real);
    } catch (IOException e) {
      throw new ModelRejected(
          "%s can't be read (%s)".formatted(file, e.getClass().getSimpleName()),
          where,
          "check the path; relative paths start at " + folder,
          e);
    }
  }
}
