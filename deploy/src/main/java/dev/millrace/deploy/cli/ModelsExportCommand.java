package dev.millrace.deploy.cli;

import dev.millrace.deploy.local.TaskList;
import dev.millrace.models.bundle.BundleLoader;
import dev.millrace.models.bundle.LearningModel;
import dev.millrace.models.bundle.TaskModel;
import dev.millrace.models.runtime.ParameterPatch;
import dev.millrace.schemas.avro.ModelVersion;
import dev.millrace.schemas.task.Task;
import dev.millrace.schemas.task.TaskFile;
import dev.millrace.schemas.topic.ModelLog;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a version as a complete ONNX file. */
@Command(
    name = "export",
    description = "Write a version as one standard ONNX file, from the bundle's inputs to scores.",
    mixinStandardHelpOptions = true)
final class ModelsExportCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "File to write; replaced where it exists.")
  private Path out = Path.of("");

  @Option(
      names = "--task",
      paramLabel = "FILE",
      description = "Task file; without it the one that the run was started with.")
  private @Nullable Path taskFile;

  @Parameters(
      paramLabel = VersionRef.SYNTAX,
      converter = VersionRef.Converter.class,
      description = "task@12, task@latest, or task@champion.")
  private VersionRef version = new VersionRef("", VersionRef.CHAMPION);

  ModelsExportCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws Exception {
    ModelVersion chosen;
    try (KafkaOptions.Open open = kafka.open(surroundings.home())) {
      chosen = version.in(ModelLog.read(open.kafka()));
    }
    byte[] onnx = model(chosen);
    Files.write(out, onnx);
    PrintWriter writer = spec.commandLine().getOut();
    writer.println(
        chosen.getTask()
            + "@"
            + chosen.getVersion()
            + " written to "
            + out
            + " ("
            + onnx.length
            + " bytes)");
    writer.flush();
    return 0;
  }

  private byte[] model(ModelVersion chosen) {
    Task task = TaskFile.read(taskFile == null ? remembered(chosen.getTask()) : taskFile);
    TaskModel model = TaskModel.load(task, BundleLoader.load(task));
    LearningModel learning =
        model
            .learning()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "task " + task.name() + " does not learn, so its bundle is the model"));
    if (!model.bundleDigest().equals(chosen.getBundleDigest())) {
      throw new IllegalStateException(
          "version "
              + chosen.getVersion()
              + " of "
              + task.name()
              + " belongs to the bundle "
              + chosen.getBundleDigest()
              + ", the task file gives "
              + model.bundleDigest()
              + "; name the task file it was trained with by --task");
    }
    return learning.exportModel(
        ParameterPatch.fromRecord(learning.layout(), chosen.getParameters()));
  }

  private Path remembered(String task) {
    return new TaskList(kafka.stateDirectory(surroundings.home()).resolve(TaskList.NAME))
        .find(task)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "the run does not tell the task file of " + task + "; name it with --task"));
  }
}
