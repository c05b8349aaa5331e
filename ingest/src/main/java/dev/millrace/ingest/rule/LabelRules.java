package dev.millrace.ingest.rule;

import dev.millrace.ingest.decode.Cause;
import dev.millrace.ingest.decode.Payload.Truth;
import dev.millrace.ingest.decode.RawFeed;
import dev.millrace.ingest.decode.Rejection;
import dev.millrace.schemas.avro.BoxesTarget;
import dev.millrace.schemas.avro.ClassTarget;
import dev.millrace.schemas.avro.TargetBox;
import dev.millrace.schemas.avro.ValuesTarget;
import dev.millrace.schemas.task.LossSpec;
import dev.millrace.schemas.task.Task;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What labels must fulfil. */
final class LabelRules {

  /** Names shown in a message: enough to see what they look like. */
  private static final int SHOWN = 20;

  private final Map<String, Task> tasks = new TreeMap<>();
  private final Map<String, Set<String>> classes = new HashMap<>();

  LabelRules(Collection<Task> tasks) {
    for (Task task : tasks) {
      this.tasks.put(task.name(), task);
      classes.put(task.name(), new HashSet<>(task.classes()));
    }
  }

  void namesAnEvent(Truth truth, RawFeed feed) throws Rejection {
    if (truth.eventId().isBlank()) {
      throw new Rejection(
          Cause.MISSING_FIELD, "the label's eventId is blank; send the id of its event");
    }
  }

  void isForAKnownTask(Truth truth, RawFeed feed) throws Rejection {
    if (!tasks.containsKey(truth.task())) {
      throw new Rejection(
          Cause.UNKNOWN_TASK,
          "no task is called '"
              + truth.task()
              + "', there are "
              + shown(List.copyOf(tasks.keySet()))
              + "; correct the label or start the task");
    }
  }

  void isOfTheTasksKind(Truth truth, RawFeed feed) throws Rejection {
    Task task = task(truth);
    LossSpec.Labels learns = task.train().map(train -> train.loss().labels()).orElse(null);
    boolean values = truth.target() instanceof ValuesTarget;
    boolean classTarget = truth.target() instanceof ClassTarget;
    if ((learns == LossSpec.Labels.VALUES && !values)
        || (learns == LossSpec.Labels.CLASS && !classTarget)
        || (learns == null && values && !task.classes().isEmpty())) {
      throw new Rejection(
          Cause.WRONG_TARGET,
          "task '"
              + task.name()
              + "' learns "
              + (learns == LossSpec.Labels.VALUES ? "values" : "classes")
              + ", the label is a "
              + truth.target().getClass().getSimpleName()
              + "; send the other kind");
    }
  }

  void hasKnownClasses(Truth truth, RawFeed feed) throws Rejection {
    Set<String> known = classes.getOrDefault(truth.task(), Set.of());
    if (known.isEmpty()) {
      // The bundle brings its own names, which ingest doesn't open.
      return;
    }
    for (String name : classNames(truth.target())) {
      if (!known.contains(name)) {
        throw new Rejection(
            Cause.UNKNOWN_CLASS,
            "task '"
                + truth.task()
                + "' has no class '"
                + name
                + "', its "
                + known.size()
                + " classes are "
                + shown(task(truth).classes())
                + "; correct the label or add the class to the task");
      }
    }
  }

  void hasFiniteNumbers(Truth truth, RawFeed feed) throws Rejection {
    if (truth.target() instanceof ValuesTarget values) {
      if (values.getValues().isEmpty()) {
        throw new Rejection(Cause.MISSING_FIELD, "the label has no value; send at least one");
      }
      for (double value : values.getValues()) {
        finite(value);
      }
    }
    if (truth.target() instanceof BoxesTarget boxes) {
      for (TargetBox box : boxes.getBoxes()) {
        finite(box.getX1());
        finite(box.getY1());
        finite(box.getX2());
        finite(box.getY2());
      }
    }
  }

  private static void finite(double value) throws Rejection {
    if (!Double.isFinite(value)) {
      throw new Rejection(
          Cause.NON_FINITE, "the label holds " + value + "; a truth is a finite number");
    }
  }

  private static List<String> classNames(Object target) {
    if (target instanceof ClassTarget one) {
      return List.of(one.getLabel());
    }
    return target instanceof BoxesTarget boxes
        ? boxes.getBoxes().stream().map(TargetBox::getLabel).toList()
        : List.of();
  }

  private Task task(Truth truth) {
    return tasks.get(truth.task());
  }

  private static String shown(List<String> names) {
    return names.size() <= SHOWN
        ? names.toString()
        : names.subList(0, SHOWN) + " and " + (names.size() - SHOWN) + " more";
  }
}
