package dev.millrace.stream;

import dev.millrace.models.bundle.BundleRef;
import dev.millrace.models.bundle.ModelBundle;
import dev.millrace.models.bundle.TaskModel;
import dev.millrace.schemas.task.Task;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A bundle that travels with a job as one of Flink's cached files, so that no operator needs a path
 * of the machine it was submitted from.
 *
 * @param bundle name and digest
 */
public record ShippedBundle(BundleRef bundle) implements Serializable {

  /**
   * Registers the bundle's archive with a job that is being built.
   *
   * @param archive file or any URI that Flink's file systems read
   */
  public void register(StreamExecutionEnvironment env, Path archive) {
    env.registerCachedFile(archive.toUri().toString(), cacheName());
  }

  /**
   * Reads the bundle where an operator runs, checks its digest and makes the task's model of it.
   *
   * @throws IOException if the archive can't be read
   * @throws dev.millrace.models.graph.ModelRejected if it is another bundle, or does not fit the
   *     task
   */
  public TaskModel model(Task task, RuntimeContext context) throws IOException {
    Path archive = context.getDistributedCache().getFile(cacheName()).toPath();
    return TaskModel.load(task, ModelBundle.readArchive(archive, bundle.sha256()));
  }

  private String cacheName() {
    return "bundle-" + bundle.sha256();
  }
}
