package dev.millrace.models.bundle;

import dev.millrace.models.bundle.LearningModel.Targets;
import dev.millrace.models.graph.CutHeads;
import dev.millrace.models.graph.GraphBuilder;
import dev.millrace.models.graph.GraphCut;
import dev.millrace.models.graph.GraphCut.Cut;
import dev.millrace.models.graph.HeadGraph;
import dev.millrace.models.graph.Heads;
import dev.millrace.models.graph.ModelRejected;
import dev.millrace.models.graph.OnnxGraph;
import dev.millrace.models.graph.TensorSpec;
import dev.millrace.models.runtime.ParameterLayout;
import dev.millrace.models.runtime.ParameterPatch;
import dev.millrace.models.runtime.ShapeInference;
import dev.millrace.models.runtime.VersionZero;
import dev.millrace.schemas.task.BundleManifest;
import dev.millrace.schemas.task.BundleManifest.SensorInput;
import dev.millrace.schemas.task.DecodeSpec;
import dev.millrace.schemas.task.LossSpec;
import dev.millrace.schemas.task.Task;
import dev.millrace.schemas.task.TrainSpec;
import dev.millrace.schemas.task.TrainSpec.HeadSpec;
import dev.millrace.schemas.task.TrainSpec.HeadSpec.Kind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a task runs: its bundle, its class names and, where it learns, the model in two parts. A
 * pure function of task and bundle, so that both jobs and the command line see the same.
 */
public final class TaskModel {

  /** Operator set of files that don't name the standard one (tree ensembles). */
  private static final int NO_OPSET = GraphBuilder.OPSET;

  private final ModelBundle bundle;
  private final List<String> classNames;
  private final @Nullable LearningModel learning;

  private TaskModel(ModelBundle bundle, List<String> classNames, @Nullable LearningModel learning) {
    this.bundle = bundle;
    this.classNames = List.copyOf(classNames);
    this.learning = learning;
  }

  /**
   * The model of a task.
   *
   * @throws ModelRejected where the bundle's model can't serve or learn what the task asks for
   */
  public static TaskModel load(Task task, ModelBundle bundle) {
    List<String> classNames = task.classes();
    if (classNames.isEmpty() && bundle.has(BundleManifest.LABELS)) {
      classNames = bundle.lines(BundleManifest.LABELS);
    }
    // A bundle's labels say nothing of outputs that are values.
    List<String> told = task.decode() instanceof DecodeSpec.Classes ? classNames : List.of();
    LearningModel learning = null;
    if (task.train().isPresent()) {
      TrainSpec train = task.train().get();
      OnnxGraph model = bundle.graph(BundleManifest.MODEL);
      String output = output(model, bundle.manifest());
      learning =
          train.head() != null
              ? attached(train, sized(train.head(), told), only(model, output), bundle)
              : cut(train, model, output, bundle, told);
    }
    return new TaskModel(bundle, classNames, learning);
  }

  public ModelBundle bundle() {
    return bundle;
  }

  public String bundleDigest() {
    return bundle.digest();
  }

  /** The task's classes, else the bundle's labels; empty for what has no classes. */
  public List<String> classNames() {
    return classNames;
  }

  /** The model in two parts; empty where the task only serves. */
  public Optional<LearningModel> learning() {
    return Optional.ofNullable(learning);
  }

  private static LearningModel attached(
      TrainSpec train, HeadSpec spec, OnnxGraph backbone, ModelBundle bundle) {
    TensorSpec feature = backbone.outputs().get(0);
    if (!feature.ranked() || feature.shape().length != 2 || feature.shape()[1] < 0) {
      feature = ShapeInference.outputs(backbone).get(0);
    }
    int opset = backbone.opset().map(Math::toIntExact).orElse(NO_OPSET);
    HeadGraph head = Heads.attach(spec, feature, opset);
    // A regression predicts the change from now; before it has learned, its best guess is none.
    Set<String> zeros = spec.kind() == Kind.REGRESSION ? Set.of(Heads.LAST_WEIGHT) : Set.of();
    ParameterLayout layout = ParameterLayout.of(head.parameters());
    ParameterPatch zero =
        StartParameters.read(bundle, layout)
            .orElseGet(() -> VersionZero.seeded(layout, train.seed(), bundle.digest(), zeros));
    boolean bySource = bundle.manifest().input() instanceof SensorInput sensor && sensor.scaled();
    return new LearningModel(
        backbone,
        head,
        zero,
        bundle.digest(),
        bySource && head.scaled() ? Targets.SCALED_BY_SOURCE : Targets.PLAIN);
  }

  private static LearningModel cut(
      TrainSpec train,
      OnnxGraph model,
      String output,
      ModelBundle bundle,
      List<String> classNames) {
    String glob = train.parameters().isEmpty() ? bundle.manifest().trainable() : train.parameters();
    Cut cut = GraphCut.cut(model, glob);
    Kind kind = train.loss().head();
    List<TensorSpec> features = ShapeInference.outputs(cut.backbone());
    HeadGraph head = CutHeads.of(cut, features, output, kind, also(train.loss()));
    if (kind == Kind.SOFTMAX || !classNames.isEmpty()) {
      requireClasses(head, classNames);
    }
    ParameterLayout layout = ParameterLayout.of(head.parameters());
    ParameterPatch zero =
        StartParameters.read(bundle, layout)
            .orElseGet(() -> VersionZero.fromFile(layout, cut.parameters()));
    return new LearningModel(cut.backbone(), head, zero, bundle.digest(), Targets.PLAIN);
  }

  /** Outputs that parts of an objective read. */
  private static Set<String> also(LossSpec loss) {
    return loss instanceof LossSpec.Objective objective
        ? objective.parts().stream()
            .map(LossSpec.Part::output)
            .filter(name -> !name.isEmpty())
            .collect(Collectors.toCollection(TreeSet::new))
        : Set.of();
  }

  private static void requireClasses(HeadGraph head, List<String> classNames) {
    TensorSpec score = head.graph().output(head.score()).orElseThrow();
    long width = score.ranked() && score.shape().length == 2 ? score.shape()[1] : -1;
    if (width >= 0 && width != classNames.size()) {
      throw new ModelRejected(
          "the model tells %d classes apart, the task names %d".formatted(width, classNames.size()),
          "classes",
          "name the model's classes in the order of its output");
    }
  }

  /** Classes may come from the bundle, where the task file's reader couldn't count them. */
  private static HeadSpec sized(HeadSpec spec, List<String> classNames) {
    return spec.kind() == Kind.SOFTMAX || !classNames.isEmpty()
        ? new HeadSpec(spec.kind(), spec.hidden(), classNames.size())
        : spec;
  }

  private static String output(OnnxGraph model, BundleManifest manifest) {
    String name =
        manifest.outputs().isEmpty() ? model.outputs().get(0).name() : manifest.outputs().get(0);
    if (model.output(name).isEmpty()) {
      throw new ModelRejected(
          "the model has no output '%s', only %s".formatted(name, model.outputs()),
          "bundle '" + manifest.name() + "'",
          "correct 'outputs' in the bundle's manifest");
    }
    return name;
  }

  private static OnnxGraph only(OnnxGraph model, String output) {
    return GraphBuilder.from(model)
        .withoutOutputs()
        .output(model.output(output).orElseThrow())
        .build();
  }
}
