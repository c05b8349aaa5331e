package dev.millrace.deploy.local;

import dev.millrace.inference.operator.ScoringCheck;
import dev.millrace.models.bundle.BundleLoader;
import dev.millrace.models.bundle.ModelBundle;
import dev.millrace.schemas.task.Task;
import dev.millrace.trainer.learner.TrainingCheck;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The bundles of tasks, loaded and tried: each scores, and each head that is to learn has a
 * gradient.
 *
 * @param byTask in the order of the tasks
 */
public record TaskBundles(Map<Task, ModelBundle> byTask) {
  public TaskBundles {
    byTask = Collections.unmodifiableMap(new LinkedHashMap<>(byTask));
  }

  /**
   * Loads them.
   *
   * @throws dev.millrace.models.graph.ModelRejected if a bundle can't be loaded or run
   * @throws dev.millrace.trainer.autodiff.NoGradient if a head can't be trained
   */
  public static TaskBundles load(List<Task> tasks) {
    Map<Task, ModelBundle> bundles = new LinkedHashMap<>();
    tasks.forEach(task -> bundles.put(task, BundleLoader.load(task)));
    bundles.forEach(ScoringCheck::run);
    bundles.forEach(TrainingCheck::run);
    return new TaskBundles(bundles);
  }

  /** Loads them while something else starts. */
  public static Meanwhile<TaskBundles> loading(List<Task> tasks) {
    return Meanwhile.start("bundles", () -> load(tasks));
  }
}
