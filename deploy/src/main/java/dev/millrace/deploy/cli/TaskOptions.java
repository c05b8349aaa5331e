package dev.millrace.deploy.cli;

import dev.millrace.schemas.task.RunFeeds;
import dev.millrace.schemas.task.Task;
import dev.millrace.schemas.task.TaskFile;
import dev.millrace.schemas.task.TaskFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The task files of a command. */
final class TaskOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec mixee = CommandSpec.create();

  @Option(names = "--task", paramLabel = "FILE", description = "Task file; may be repeated.")
  private List<Path> files = new ArrayList<>();

  /**
   * Task by file, in the order given. All errors of all files end the command as wrong use, before
   * anything has started.
   */
  Map<Path, Task> read() {
    Map<Path, Task> tasks = new LinkedHashMap<>();
    Map<String, Path> byName = new LinkedHashMap<>();
    List<String> errors = new ArrayList<>();
    for (Path file : files) {
      try {
        Task task = TaskFile.read(file);
        Path other = byName.putIfAbsent(task.name(), file);
        if (other != null) {
          errors.add(file + ": task '" + task.name() + "' is in " + other + " already; rename it");
        }
        tasks.put(file, task);
      } catch (TaskFileException e) {
        errors.add(String.valueOf(e.getMessage()));
      }
    }
    if (!errors.isEmpty()) {
      throw usage(String.join(System.lineSeparator(), errors));
    }
    return tasks;
  }

  /**
   * As {@link #required()}, for tasks that run together: every feed that one fuses is described.
   */
  Map<Path, Task> together() {
    Map<Path, Task> tasks = required();
    try {
      Iterator<Task> described = RunFeeds.described(List.copyOf(tasks.values())).iterator();
      tasks.replaceAll((file, task) -> described.next());
      return tasks;
    } catch (IllegalArgumentException e) {
      throw usage(String.valueOf(e.getMessage()));
    }
  }

  /** As {@link #read()}, but at least one. */
  Map<Path, Task> required() {
    if (files.isEmpty()) {
      throw usage("name at least one task with --task FILE");
    }
    return read();
  }

  ParameterException usage(String message) {
    return new ParameterException(mixee.commandLine(), message);
  }
}
