package dev.millrace.deploy.local;

import dev.millrace.dashboard.metrics.Figures;
import dev.millrace.dashboard.metrics.StreamsFigures;
import dev.millrace.inference.job.InferenceJob;
import dev.millrace.inference.operator.ScoringSpec;
import dev.millrace.ingest.decode.Limits;
import dev.millrace.ingest.topology.IngestApp;
import dev.millrace.ingest.topology.IngestSettings;
import dev.millrace.models.bundle.BundleRef;
import dev.millrace.models.bundle.ModelBundle;
import dev.millrace.schemas.SchemaLog;
import dev.millrace.schemas.TopicCreator;
import dev.millrace.schemas.Topics;
import dev.millrace.schemas.blob.BlobAddress;
import dev.millrace.schemas.task.RunFeeds;
import dev.millrace.schemas.task.Task;
import dev.millrace.schemas.topic.KafkaAccess;
import dev.millrace.stream.Checkpoints;
import dev.millrace.stream.JobSettings;
import dev.millrace.stream.ShippedBundle;
import dev.millrace.trainer.job.TrainingJob;
import dev.millrace.trainer.job.TrainingSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/**
 * The loop without its sources: ingest in this process, inference and training as jobs of a Flink
 * cluster, all meeting in one Kafka. The same code whether broker and cluster are embedded or not.
 */
public final class Pipeline implements AutoCloseable {

  private static final Duration START_TIME = Duration.ofSeconds(60);

  private final IngestApp ingest;
  private final TaskBundles tried;
  private final List<JobClient> jobs = new ArrayList<>();
  private final CompletableFuture<Void> failure = new CompletableFuture<>();

  /** Whether jobs go on from their newest checkpoint. */
  public enum Start {
    FRESH,
    RESUME
  }

  /**
   * What runs and where.
   *
   * @param kafka the cluster in which the parts meet
   * @param flink the cluster that takes the jobs
   * @param tasks tasks of the loop
   * @param folder for stores of Kafka Streams and archives of bundles
   * @param start whether jobs go on from their newest checkpoint
   * @param parallelism subtasks of the jobs' parallel operators
   * @param threads scoring threads of a task's subtask
   * @param blobs store of large pictures; null where none is named
   */
  public record Plan(
      KafkaAccess kafka,
      FlinkTarget flink,
      List<Task> tasks,
      Path folder,
      Start start,
      int parallelism,
      int threads,
      @Nullable BlobAddress blobs) {
    public Plan {
      tasks = List.copyOf(tasks);
    }

    /** A loop without a store of large pictures. */
    public Plan(
        KafkaAccess kafka,
        FlinkTarget flink,
        List<Task> tasks,
        Path folder,
        Start start,
        int parallelism,
        int threads) {
      this(kafka, flink, tasks, folder, start, parallelism, threads, null);
    }

    /** The same with a store of large pictures. */
    public Plan with(@Nullable BlobAddress store) {
      return new Plan(kafka, flink, tasks, folder, start, parallelism, threads, store);
    }
  }

  private Pipeline(IngestApp ingest, TaskBundles tried) {
    this.ingest = ingest;
    this.tried = tried;
  }

  /**
   * Creates topics, starts ingest, submits both jobs and returns when all take input.
   *
   * @param tried the bundles of the plan's tasks; closed with the pipeline, or when it can't start
   */
  public static Pipeline start(Plan plan, TaskBundles tried, InstantSource clock)
      throws InterruptedException {
    try {
      if (!plan.flink().inThisProcess()) {
        tried.close();
      }
      Map<String, Integer> partitions = prepareTopics(plan);
      requireFresh(plan);
      return started(plan, partitions, tried, clock);
    } catch (RuntimeException | InterruptedException e) {
      tried.close();
      throw e;
    }
  }

  private static void requireFresh(Plan plan) {
    KafkaAccess kafka = plan.kafka();
    if (plan.start() == Start.FRESH) {
      FreshStart.requireNoVersions(kafka, plan.tasks());
    }
    if (resumeFrom(plan, TrainingJob.NAME).isEmpty()) {
      FreshStart.requireUnread(
          kafka,
          plan.tasks().stream()
              .filter(Task::learns)
              .flatMap(task -> TrainingJob.groups(kafka.topics(), task).stream())
              .toList());
    }
  }

  private static Pipeline started(
      Plan plan, Map<String, Integer> partitions, TaskBundles tried, InstantSource clock)
      throws InterruptedException {
    KafkaAccess kafka = plan.kafka();
    IngestSettings ingestSettings =
        new IngestSettings(
            kafka.bootstrapServers(),
            kafka.clientSettings(),
            kafka.topics(),
            plan.folder().resolve("streams"),
            1,
            Limits.DEFAULT);
    Pipeline pipeline = new Pipeline(new IngestApp(ingestSettings, plan.tasks(), clock), tried);
    try {
      pipeline.ingest.start();
      JobSettings settings =
          new JobSettings(
              kafka.bootstrapServers(),
              kafka.clientSettings(),
              kafka.topics(),
              partitions,
              plan.parallelism(),
              JobSettings.DEFAULT_CHECKPOINT_INTERVAL,
              JobSettings.DEFAULT_TRANSACTION_TIMEOUT);
      pipeline.submitInference(plan, settings, tried.byTask());
      pipeline.submitTraining(plan, settings, tried.byTask());
      pipeline.ingest.awaitRunning(START_TIME);
      return pipeline;
    } catch (RuntimeException | InterruptedException e) {
      pipeline.close();
      throw e;
    }
  }

  private static Map<String, Integer> prepareTopics(Plan plan) {
    KafkaAccess kafka = plan.kafka();
    Topics topics = kafka.topics();
    List<String> feeds = List.copyOf(RunFeeds.byName(plan.tasks()).keySet());
    try (Admin admin = kafka.admin();
        Producer<byte[], byte[]> producer = kafka.producer()) {
      TopicCreator.withBrokerDefaults(admin).create(topics, feeds);
      SchemaLog.publish(producer, topics);
      Map<String, Integer> partitions = new LinkedHashMap<>();
      admin
          .describeTopics(topics.specs().stream().map(Topics.Spec::name).toList())
          .allTopicNames()
          .get()
          .forEach((name, topic) -> partitions.put(name, topic.partitions().size()));
      return partitions;
    } catch (ExecutionException e) {
      throw new IllegalStateException("topics can't be described: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while topics were prepared", e);
    }
  }

  private void submitInference(Plan plan, JobSettings settings, Map<Task, ModelBundle> bundles) {
    List<ScoringSpec> specs = new ArrayList<>();
    bundles.forEach(
        (task, bundle) ->
            specs.add(
                new ScoringSpec(
                    task,
                    bundle.ref(),
                    bundle.manifest().input(),
                    settings,
                    plan.threads(),
                    plan.blobs())));
    submit(
        plan,
        settings,
        bundles,
        InferenceJob.NAME,
        env -> InferenceJob.build(env, settings, specs));
  }

  private void submitTraining(Plan plan, JobSettings settings, Map<Task, ModelBundle> bundles) {
    Map<Task, ModelBundle> learning = new LinkedHashMap<>(bundles);
    learning.keySet().removeIf(task -> !task.learns());
    if (learning.isEmpty()) {
      return;
    }
    List<TrainingSpec> specs = new ArrayList<>();
    learning.forEach((task, bundle) -> specs.add(new TrainingSpec(task, bundle.ref())));
    submit(
        plan, settings, learning, TrainingJob.NAME, env -> TrainingJob.build(env, settings, specs));
  }

  private void submit(
      Plan plan,
      JobSettings settings,
      Map<Task, ModelBundle> bundles,
      String job,
      Consumer<StreamExecutionEnvironment> build) {
    String resumeFrom = resumeFrom(plan, job).map(URI::toString).orElse(null);
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(
            Checkpoints.configuration(
                settings, plan.flink().checkpoints(job).toString(), resumeFrom));
    Map<BundleRef, ModelBundle> distinct = new LinkedHashMap<>();
    bundles.values().forEach(bundle -> distinct.put(bundle.ref(), bundle));
    distinct.forEach(
        (ref, bundle) -> new ShippedBundle(ref).register(env, archive(plan.folder(), bundle)));
    build.accept(env);
    JobClient client = plan.flink().submit(env, job);
    jobs.add(client);
    // What comes of it is in `failure`; the future that exceptionally() gives has nothing to add.
    CompletableFuture<?> unused =
        client
            .getJobExecutionResult()
            .exceptionally(
                error -> {
                  failure.completeExceptionally(
                      new IllegalStateException("job " + job + " failed: " + rootOf(error), error));
                  return null;
                });
  }

  private static Optional<URI> resumeFrom(Plan plan, String job) {
    return plan.start() == Start.RESUME ? plan.flink().newestCheckpoint(job) : Optional.empty();
  }

  private static Throwable rootOf(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private static Path archive(Path folder, ModelBundle bundle) {
    Path bundles = folder.resolve("bundles");
    Path archive = bundles.resolve(bundle.ref().sha256() + ".zip");
    try {
      Files.createDirectories(bundles);
      bundle.toArchive(archive);
      return archive;
    } catch (IOException e) {
      throw new UncheckedIOException("bundle can't be written to " + archive, e);
    }
  }

  /** Completes exceptionally when a part has failed for good; otherwise never. */
  public CompletableFuture<Void> failure() {
    ingest.failure().ifPresent(failure::completeExceptionally);
    return failure;
  }

  /** What ingest and the jobs of an embedded cluster say of themselves. */
  public Figures figures() {
    Figures ofIngest = new StreamsFigures("ingest", ingest::metrics);
    return to -> {
      ofIngest.tell(to);
      FlinkFigures.figures().tell(to);
    };
  }

  /** The jobs that were submitted. */
  public List<JobClient> jobs() {
    return List.copyOf(jobs);
  }

  /** Stops ingest; the jobs end with their cluster, or are cancelled by whoever owns it. */
  @Override
  public void close() {
    ingest.close();
    tried.close();
  }
}
