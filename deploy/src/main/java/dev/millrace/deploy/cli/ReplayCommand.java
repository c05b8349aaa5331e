package dev.millrace.deploy.cli;

import dev.millrace.deploy.local.Feeds;
import dev.millrace.deploy.local.Playing;
import dev.millrace.ingest.claim.Claims;
import dev.millrace.ingest.recording.RecordingLimits;
import dev.millrace.ingest.recording.RecordingSummary;
import dev.millrace.ingest.replay.Playbill;
import dev.millrace.ingest.source.Feeder;
import dev.millrace.ingest.source.UnusableSource;
import dev.millrace.schemas.TopicCreator;
import dev.millrace.schemas.task.Task;
import dev.millrace.schemas.topic.KafkaAccess;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Plays recordings into the raw topics. */
@Command(
    name = "replay",
    description = {
      "Play recordings into raw topics, each recorded topic into a feed named after it, or into",
      "the feeds of tasks. Recordings keep their own pace (--rate 1); tables, lines and pictures",
      "of a task go as fast as they go."
    },
    mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Mixin private TaskOptions tasks = new TaskOptions();

  @Mixin private PlayOptions play = new PlayOptions();

  @Mixin private BlobOptions blobs = new BlobOptions();

  @Option(
      names = "--info",
      description = "Only print what lies in recordings of several topics; plays nothing.")
  private boolean onlyPrint;

  @Option(names = "--json", description = "With --info: one line of JSON a path.")
  private boolean json;

  @Option(names = "--paused", description = "Start paused; the keys of the terminal go on.")
  private boolean paused;

  @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files or folders to play.")
  private List<Path> paths = new ArrayList<>();

  ReplayCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws Exception {
    if (onlyPrint) {
      return print();
    }
    Claims claims = blobs.claims(blobs.open(surroundings.clock()));
    try (Feeds feeds = open(tasks.read().values()).claiming(claims);
        KafkaOptions.Open open = kafka.open(surroundings.home())) {
      KafkaAccess access = open.kafka();
      try (Admin admin = access.admin()) {
        TopicCreator.withBrokerDefaults(admin).create(access.topics(), feeds.names());
      }
      Map<String, Feeder> feeders = feeds.feedersByName(access.settings(), access.topics());
      new ReplayRun(feeders, feeds.replay(), surroundings.stop(), spec.commandLine()).toItsEnd();
    }
    return 0;
  }

  private Feeds open(Collection<Task> wanted) {
    Playing playing = play.playing(1);
    if (paused) {
      playing.clock().pause();
    }
    try {
      if (wanted.isEmpty()) {
        return Feeds.ofTopics(paths, playing, surroundings.clock());
      }
      Feeds feeds = Feeds.open(wanted, paths, playing, surroundings.clock());
      if (feeds.replay().isEmpty()) {
        play.refuseWhereUnused();
      }
      return feeds;
    } catch (UnusableSource e) {
      throw tasks.usage(e.getMessage());
    }
  }

  private int print() {
    PrintWriter out = spec.commandLine().getOut();
    for (Path path : paths) {
      RecordingSummary recording = summary(path);
      if (json) {
        out.println(RecordingJson.of(path, recording));
      } else {
        new RecordingText(out).print(path, recording);
      }
    }
    out.flush();
    return 0;
  }

  private RecordingSummary summary(Path path) {
    try {
      return Playbill.format(path, play.fps()).summary(path, RecordingLimits.DEFAULT);
    } catch (IOException e) {
      throw tasks.usage(e.getMessage());
    }
  }
}
