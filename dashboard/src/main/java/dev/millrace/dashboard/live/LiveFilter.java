package dev.millrace.dashboard.live;

import dev.millrace.dashboard.json.Outputs;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client wants to see; empty lists want all. Ticks come to everyone.
 *
 * @param kinds types of events
 * @param tasks names of tasks
 * @param sources names of sources, for predictions and labels
 * @param classes classes, for predictions
 * @param min least confidence, 0 to 1, for predictions
 */
public record LiveFilter(
    List<String> kinds,
    List<String> tasks,
    List<String> sources,
    List<String> classes,
    double min) {

  public LiveFilter {
    kinds = List.copyOf(kinds);
    tasks = List.copyOf(tasks);
    sources = List.copyOf(sources);
    classes = List.copyOf(classes);
  }

  boolean passes(LiveEvent event) {
    if (!wanted(kinds, event.type())) {
      return false;
    }
    if (event.task() != null && !wanted(tasks, event.task())) {
      return false;
    }
    if (event.ofSource() && !wanted(sources, event.source())) {
      return false;
    }
    Object output = event.output();
    return output == null
        || (classes.isEmpty() && min <= 0)
        || Outputs.confidence(output, classes) >= min;
  }

  private static boolean wanted(List<String> names, @Nullable String name) {
    return names.isEmpty() || (name != null && names.contains(name));
  }
}
