package dev.millrace.deploy.cli;

import dev.millrace.deploy.cluster.RemoteFlink;
import dev.millrace.deploy.local.FlinkTarget;
import dev.millrace.deploy.local.LocalFlink;
import dev.millrace.deploy.local.RestartPolicy;
import dev.millrace.deploy.local.StateDirectory;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which Flink cluster runs the jobs. */
final class FlinkOptions {

  @Option(
      names = "--flink",
      paramLabel = "URL",
      description = "REST address of a session cluster; without it an embedded one.")
  private @Nullable URI url;

  @Option(
      names = "--checkpoints",
      paramLabel = "URI",
      description =
          "Folder for checkpoints that the cluster reaches; each run gets one of its own below it"
              + " (default: the run's state directory).")
  private @Nullable URI checkpoints;

  /**
   * Starts or connects; the caller closes it.
   *
   * @param slots sum over the jobs of their parallelism
   */
  FlinkTarget open(StateDirectory state, int slots) {
    if (url == null) {
      return LocalFlink.start(state.flink(), slots, RestartPolicy.DEFAULT);
    }
    return RemoteFlink.connect(
        url, checkpointsOf(state), state.flink().resolve("jars"), slots, RestartPolicy.DEFAULT);
  }

  private URI checkpointsOf(StateDirectory state) {
    if (checkpoints == null) {
      return state.flink().resolve("checkpoints").toUri();
    }
    String base = checkpoints.toString();
    String separator = base.endsWith("/") ? "" : "/";
    return URI.create(base + separator + state.folder().getFileName());
  }
}
