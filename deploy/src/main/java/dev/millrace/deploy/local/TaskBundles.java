package dev.millrace.deploy.local;

import dev.millrace.inference.operator.ScoringCheck;
import dev.millrace.models.bundle.BundleLoader;
import dev.millrace.models.bundle.ModelBundle;
import dev.millrace.schemas.task.Task;
import dev.millrace.trainer.learner.TrainingCheck;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The bundles of tasks, loaded and tried: each scores, and each head that is to learn has a
 * gradient. The sessions of the trial stay open, for operators of this process, until it is closed;
 * the bundles can be used afterwards too.
 */
public final class TaskBundles implements AutoCloseable {

  private final Map<Task, ModelBundle> byTask;
  private final List<ScoringCheck> tried = new ArrayList<>();

  private TaskBundles(Map<Task, ModelBundle> byTask) {
    this.byTask = Collections.unmodifiableMap(byTask);
  }

  /**
   * Loads them.
   *
   * @throws dev.millrace.models.graph.ModelRejected if a bundle can't be loaded or run
   * @throws dev.millrace.trainer.autodiff.NoGradient if a head can't be trained
   */
  public static TaskBundles load(List<Task> tasks) {
    Map<Task, ModelBundle> loaded = new LinkedHashMap<>();
    tasks.forEach(task -> loaded.put(task, BundleLoader.load(task)));
    TaskBundles bundles = new TaskBundles(loaded);
    try {
      loaded.forEach((task, bundle) -> bundles.tried.add(ScoringCheck.pass(task, bundle)));
      loaded.forEach(TrainingCheck::run);
      return bundles;
    } catch (RuntimeException e) {
      bundles.close();
      throw e;
    }
  }

  /** Loads them while something else starts. */
  public static Meanwhile<TaskBundles> loading(List<Task> tasks) {
    return Meanwhile.start("bundles", () -> load(tasks));
  }

  /** The bundles, in the order of the tasks. */
  public Map<Task, ModelBundle> byTask() {
    return byTask;
  }

  /** Ends the sessions that nobody else uses; a second call does nothing. */
  @Override
  public void close() {
    tried.forEach(ScoringCheck::close);
    tried.clear();
  }
}
