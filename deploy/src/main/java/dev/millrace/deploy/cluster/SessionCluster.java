package dev.millrace.deploy.cluster;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.client.deployment.StandaloneClusterId;
import org.apache.flink.client.program.rest.RestClusterClient;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.runtime.rest.handler.legacy.messages.ClusterOverviewWithVersion;
import org.apache.flink.runtime.util.EnvironmentInformation;

/** The way to a session cluster, and the questions that are asked before a job is sent there. */
final class SessionCluster {

  private static final int DEFAULT_PORT = 8081;
  private static final Duration ANSWER_TIME = Duration.ofSeconds(10);

  /** Slots of a job that has just ended are free a moment later, those of a new TaskManager too. */
  private static final Duration SLOT_TIME = Duration.ofSeconds(5);

  private static final Duration PAUSE = Duration.ofMillis(200);

  private SessionCluster() {}

  /** A client that bridges outages of the JobManager; nothing is sent yet. */
  static RestClusterClient<StandaloneClusterId> client(URI url) {
    return client(url, settings(url));
  }

  private static RestClusterClient<StandaloneClusterId> client(URI url, Configuration settings) {
    try {
      return new RestClusterClient<>(settings, StandaloneClusterId.getInstance());
    } catch (Exception e) {
      throw new IllegalStateException("no client for the Flink cluster at " + url, e);
    }
  }

  private static Configuration settings(URI url) {
    if (!"http".equals(url.getScheme()) || url.getHost() == null) {
      throw new IllegalArgumentException(
          "the Flink cluster must be given as http://HOST:PORT, not '"
              + url
              + "'; reach one behind TLS through a tunnel or kubectl port-forward");
    }
    Configuration config = new Configuration();
    config.set(RestOptions.ADDRESS, url.getHost());
    config.set(RestOptions.PORT, url.getPort() < 0 ? DEFAULT_PORT : url.getPort());
    config.set(RestOptions.PATH, url.getPath() == null ? "" : url.getPath());
    config.set(RestOptions.CONNECTION_TIMEOUT, ANSWER_TIME);
    config.set(JobManagerOptions.ADDRESS, url.getHost());
    return config;
  }

  /**
   * Asks a cluster whether it can take a run, and waits a moment for enough slots.
   *
   * @param slots what all jobs of the run need together
   * @throws IllegalStateException if nobody answers, the cluster has another version of Flink, or
   *     too few slots are free
   */
  static void requireRoom(URI url, int slots) {
    Configuration settings = settings(url);
    // A wrong address must be told at once.
    settings.set(RestOptions.RETRY_MAX_ATTEMPTS, 0);
    try (RestClusterClient<?> client = client(url, settings)) {
      requireRoom(client, url, slots);
    }
  }

  private static void requireRoom(RestClusterClient<?> client, URI url, int slots) {
    ClusterOverviewWithVersion cluster = overview(client, url);
    requireVersion(cluster.getVersion(), url);
    for (long tries = SLOT_TIME.dividedBy(PAUSE);
        cluster.getNumSlotsAvailable() < slots && tries > 0;
        tries--) {
      pause();
      cluster = overview(client, url);
    }
    if (cluster.getNumSlotsAvailable() < slots) {
      throw new IllegalStateException(
          "the Flink cluster at "
              + url
              + " has "
              + cluster.getNumSlotsAvailable()
              + " free of "
              + cluster.getNumSlotsTotal()
              + " task slots on "
              + cluster.getNumTaskManagersConnected()
              + " TaskManagers, this run needs "
              + slots
              + " (the parallelism of each of its jobs, added up); start TaskManagers, raise"
              + " taskmanager.numberOfTaskSlots, cancel other jobs or lower the parallelism");
    }
  }

  /** Flink promises nothing about job graphs between versions that differ in more than a patch. */
  static void requireVersion(String theirs, URI url) {
    String ours = EnvironmentInformation.getVersion();
    if (!series(theirs).equals(series(ours))) {
      throw new IllegalStateException(
          "the Flink cluster at "
              + url
              + " runs version "
              + theirs
              + ", Millrace is built for "
              + ours
              + "; use a cluster of the "
              + series(ours)
              + " series");
    }
  }

  private static String series(String version) {
    String[] parts = version.split("\\.", 3);
    return parts.length < 2 ? version : parts[0] + "." + parts[1];
  }

  private static ClusterOverviewWithVersion overview(RestClusterClient<?> client, URI url) {
    try {
      return client.getClusterOverview().get(ANSWER_TIME.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(
          "no Flink cluster answered at "
              + url
              + " within "
              + ANSWER_TIME.toSeconds()
              + " s; is its JobManager running, and is this its REST address (rest.port, "
              + DEFAULT_PORT
              + " by default)?",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking the Flink cluster at " + url, e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for task slots", e);
    }
  }
}
