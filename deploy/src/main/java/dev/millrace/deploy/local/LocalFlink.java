package dev.millrace.deploy.local;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.configuration.BlobServerOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.minicluster.MiniClusterJobClient;
import org.apache.flink.runtime.minicluster.MiniClusterJobClient.JobFinalizationBehavior;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Flink cluster in this JVM: one JobManager and one TaskManager, on loopback only. Jobs are
 * submitted as to any cluster, several side by side. Checkpoints lie in its folder and outlive it.
 *
 * <p>Whoever starts it closes it; that ends its jobs. Thread-safe.
 */
public final class LocalFlink implements FlinkTarget {

  private static final Logger LOG = LoggerFactory.getLogger(LocalFlink.class);

  /** Tasks that do not let go are left behind after this: the process is about to end anyway. */
  private static final int CANCEL_SECONDS = 15;

  /** Once the jobs have ended, Flink's file cache sleeps for five seconds more; nobody needs it. */
  private static final int CLOSE_SECONDS = 1;

  /** As in {@code Checkpoints}: a barrier must not queue behind seconds of backlog. */
  private static final MemorySize SEGMENT = MemorySize.parse("4kb");

  private static final MemorySize NETWORK = MemorySize.ofMebiBytes(64);

  /** Heads and join state live on the heap; managed memory serves only operators that sort. */
  private static final MemorySize MANAGED = MemorySize.ofMebiBytes(16);

  /** Name of the reporter that the dashboard reads. */
  private static final String FIGURES = "figures";

  private final MiniCluster cluster;
  private final Path folder;
  private final Queue<JobClient> jobs = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  private LocalFlink(MiniCluster cluster, Path folder) {
    this.cluster = cluster;
    this.folder = folder;
  }

  /**
   * Starts a cluster and returns when it takes jobs.
   *
   * @param folder folder for checkpoints and temporary files
   * @param slots sum over the jobs of their parallelism
   * @param restart what happens when a job fails
   */
  public static LocalFlink start(Path folder, int slots, RestartPolicy restart) {
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration(folder, restart))
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .setCommonBindAddress(BrokerSettings.HOST)
                .withRandomPorts()
                .build());
    try {
      cluster.start();
    } catch (Exception e) {
      CompletableFuture<Void> unused =
          cluster
              .closeAsync()
              .whenComplete((done, unclean) -> LOG.debug("what had started is closed", unclean));
      throw new IllegalStateException(
          "embedded Flink cluster did not start with its files in "
              + folder
              + ": "
              + e.getMessage(),
          e);
    }
    LOG.info("event=flink-started slots={} folder={}", slots, folder);
    return new LocalFlink(cluster, folder);
  }

  private static Configuration configuration(Path folder, RestartPolicy restart) {
    Configuration config = new Configuration();
    config.set(CoreOptions.TMP_DIRS, folder.resolve("tmp").toString());
    config.set(BlobServerOptions.STORAGE_DIRECTORY, folder.resolve("tmp").toString());
    config.set(WebOptions.SUBMIT_ENABLE, false);
    config.set(TaskManagerOptions.NETWORK_MEMORY_MIN, NETWORK);
    config.set(TaskManagerOptions.NETWORK_MEMORY_MAX, NETWORK);
    config.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MANAGED);
    config.set(TaskManagerOptions.MEMORY_SEGMENT_SIZE, SEGMENT);
    config.set(TaskManagerOptions.BUFFER_DEBLOAT_ENABLED, true);
    config.set(MetricOptions.REPORTERS_LIST, FIGURES);
    MetricOptions.forReporter(config, FIGURES)
        .set(MetricOptions.REPORTER_FACTORY_CLASS, FlinkFiguresFactory.class.getName());
    restart.addTo(config);
    return config;
  }

  @Override
  public JobClient submit(StreamExecutionEnvironment environment, String name) {
    StreamGraph plan = environment.getStreamGraph();
    plan.setJobName(name);
    JobGraph graph = plan.getJobGraph();
    try {
      cluster.submitJob(graph).get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("job " + name + " was refused: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while submitting job " + name, e);
    }
    LOG.info("event=job-submitted job={} id={}", name, graph.getJobID());
    JobClient client =
        new MiniClusterJobClient(
            graph.getJobID(),
            cluster,
            Thread.currentThread().getContextClassLoader(),
            JobFinalizationBehavior.NOTHING);
    jobs.add(client);
    return client;
  }

  @Override
  public boolean inThisProcess() {
    return true;
  }

  @Override
  public URI checkpoints(String job) {
    return folderOf(job).toUri();
  }

  @Override
  public Optional<URI> newestCheckpoint(String job) {
    return NewestCheckpoint.in(folderOf(job)).map(Path::toUri);
  }

  private Path folderOf(String job) {
    return folder.resolve("checkpoints").resolve(job).toAbsolutePath();
  }

  /** Ends all jobs where they are, without a last checkpoint, and stops the cluster. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      CompletableFuture.allOf(
              jobs.stream().map(LocalFlink::cancel).toArray(CompletableFuture[]::new))
          .get(CANCEL_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("jobs did not end within {} s; they are left behind", CANCEL_SECONDS, e);
    }
    CompletableFuture<Void> closing = cluster.closeAsync();
    try {
      closing.get(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException e) {
      LOG.debug("the embedded Flink cluster still tidies up", e);
    } catch (ExecutionException e) {
      LOG.warn("embedded Flink cluster did not stop cleanly", e);
    }
    LOG.info("event=flink-stopped folder={}", folder);
  }

  /** Completes when the job has ended, whichever way. */
  private static CompletableFuture<Void> cancel(JobClient job) {
    return job.cancel()
        .<Void>handle((done, refused) -> null) // refused where it has ended by itself
        .thenCompose(done -> job.getJobExecutionResult())
        .handle((result, failed) -> null);
  }
}
