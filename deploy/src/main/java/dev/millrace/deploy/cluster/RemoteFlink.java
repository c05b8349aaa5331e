package dev.millrace.deploy.cluster;

import dev.millrace.deploy.local.FlinkTarget;
import dev.millrace.deploy.local.NewestCheckpoint;
import dev.millrace.deploy.local.RestartPolicy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.client.deployment.StandaloneClusterId;
import org.apache.flink.client.program.rest.RestClusterClient;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Flink session cluster, reached over REST. A job's graph, Millrace's jars and the archives of
 * its bundles are uploaded with it, so the cluster needs no file of this machine; it needs its own
 * way to Kafka under the same address.
 *
 * <p>Whoever connects closes it; that cancels the jobs submitted here. Thread-safe.
 */
public final class RemoteFlink implements FlinkTarget {

  private static final Logger LOG = LoggerFactory.getLogger(RemoteFlink.class);

  /** The jars of both jobs take seconds on a slow line. */
  private static final Duration SUBMIT_TIME = Duration.ofMinutes(5);

  private static final Duration CANCEL_TIME = Duration.ofSeconds(20);

  private final RestClusterClient<StandaloneClusterId> client;
  private final URI url;
  private final URI checkpoints;
  private final List<Path> jars;
  private final RestartPolicy restart;
  private final List<RemoteJob> jobs = new CopyOnWriteArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  private RemoteFlink(
      RestClusterClient<StandaloneClusterId> client,
      URI url,
      URI checkpoints,
      List<Path> jars,
      RestartPolicy restart) {
    this.client = client;
    this.url = url;
    this.checkpoints = checkpoints;
    this.jars = jars;
    this.restart = restart;
  }

  /**
   * Connects to a cluster that is running and has room.
   *
   * @param url its REST address, {@code http://HOST:PORT}
   * @param checkpoints folder of this run's checkpoints, of any file system that every TaskManager
   *     and the JobManager reach under the same URI; no other run may use it, since the highest
   *     number in it is what a resumed run goes on from
   * @param folder local folder for jars that have to be packed
   * @param slots sum over the jobs of their parallelism
   * @param restart what happens when a job fails
   * @throws IllegalStateException if nobody answers, the cluster has another version of Flink, or
   *     too few slots are free
   * @throws IllegalArgumentException if an address has the wrong form
   */
  public static RemoteFlink connect(
      URI url, URI checkpoints, Path folder, int slots, RestartPolicy restart) {
    if (!checkpoints.isAbsolute()) {
      throw new IllegalArgumentException(
          "checkpoints of a cluster need a whole URI such as file:///mnt/checkpoints or"
              + " s3://bucket/checkpoints, not '"
              + checkpoints
              + "'");
    }
    List<Path> jars = JobJars.collect(folder);
    SessionCluster.requireRoom(url, slots);
    LOG.info("event=flink-connected url={} slots={}", url, slots);
    return new RemoteFlink(SessionCluster.client(url), url, checkpoints, jars, restart);
  }

  @Override
  public JobClient submit(StreamExecutionEnvironment environment, String name) {
    Configuration config = new Configuration();
    restart.addTo(config);
    environment.configure(config);
    StreamGraph plan = environment.getStreamGraph();
    plan.setJobName(name);
    JobGraph graph = plan.getJobGraph();
    jars.forEach(jar -> graph.addJar(new org.apache.flink.core.fs.Path(jar.toUri())));
    try {
      client.submitJob(graph).get(SUBMIT_TIME.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(
          "job " + name + " was refused by the Flink cluster at " + url + ": " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while submitting job " + name, e);
    }
    LOG.info("event=job-submitted job={} id={} url={}", name, graph.getJobID(), url);
    RemoteJob job = new RemoteJob(graph.getJobID(), client);
    jobs.add(job);
    return job;
  }

  @Override
  public boolean inThisProcess() {
    return false;
  }

  @Override
  public URI checkpoints(String job) {
    String base = checkpoints.toString();
    return URI.create(base.endsWith("/") ? base + job : base + "/" + job);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if checkpoints lie in a file system that only the cluster knows
   */
  @Override
  public Optional<URI> newestCheckpoint(String job) {
    if (!"file".equals(checkpoints.getScheme())) {
      throw new IllegalStateException(
          "cannot look for checkpoints in "
              + checkpoints
              + ": only file:// is read from here; mount the folder, or start afresh without"
              + " --resume");
    }
    return NewestCheckpoint.in(Path.of(checkpoints(job))).map(Path::toUri);
  }

  /** Cancels the jobs that were submitted here and leaves the cluster running. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      CompletableFuture.allOf(
              jobs.stream().map(RemoteFlink::cancelled).toArray(CompletableFuture[]::new))
          .get(CANCEL_TIME.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("not every job on the Flink cluster at {} was seen to end; look there", url, e);
    } finally {
      client.close();
    }
  }

  private static CompletableFuture<Void> cancelled(RemoteJob job) {
    CompletableFuture<Void> asked =
        job.ended().isDone() ? CompletableFuture.completedFuture(null) : job.cancel();
    // A job that has ended meanwhile can't be cancelled, but it has a result as well.
    return asked
        .handle((sent, refused) -> null)
        .thenCompose(any -> job.ended())
        .thenAccept(r -> {});
  }
}
