package dev.millrace.deploy.cli;

import dev.millrace.deploy.local.Feeds;
import dev.millrace.deploy.topic.KafkaAccess;
import dev.millrace.ingest.recording.RecordingLimits;
import dev.millrace.ingest.recording.RecordingSummary;
import dev.millrace.ingest.recording.format.RecordingFormats;
import dev.millrace.ingest.source.FeedCounts;
import dev.millrace.ingest.source.Feeder;
import dev.millrace.ingest.source.UnusableSource;
import dev.millrace.schemas.TopicCreator;
import dev.millrace.schemas.task.Task;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
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
    description = "Play recordings into the raw topics of their tasks' feeds, as fast as they go.",
    mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Mixin private TaskOptions tasks = new TaskOptions();

  @Option(
      names = "--info",
      description = "Only print what lies in recordings of several topics; plays nothing.")
  private boolean onlyPrint;

  @Option(names = "--json", description = "With --info: one line of JSON a path.")
  private boolean json;

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
    Collection<Task> wanted = tasks.required().values();
    try (Feeds feeds = open(wanted);
        KafkaOptions.Open open = kafka.open(surroundings.home())) {
      KafkaAccess access = open.kafka();
      try (Admin admin = access.admin()) {
        TopicCreator.withBrokerDefaults(admin)
            .create(
                access.topics(),
                wanted.stream().map(task -> task.feed().name()).distinct().toList());
      }
      play(feeds.feeders(access.settings(), access.topics()));
    }
    return 0;
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
      return RecordingFormats.of(path).summary(path, RecordingLimits.DEFAULT);
    } catch (IOException e) {
      throw tasks.usage(e.getMessage());
    }
  }

  private Feeds open(Collection<Task> wanted) {
    try {
      return Feeds.open(wanted, paths, surroundings.clock());
    } catch (UnusableSource e) {
      throw tasks.usage(e.getMessage());
    }
  }

  private void play(List<Feeder> feeders) throws Exception {
    List<CompletableFuture<FeedCounts>> running = feeders.stream().map(Feeder::start).toList();
    Thread ending = new Thread(() -> stopAll(feeders), "stop-feeders");
    ending.setDaemon(true);
    ending.start();
    PrintWriter out = spec.commandLine().getOut();
    for (CompletableFuture<FeedCounts> feed : running) {
      FeedCounts counts = feed.get();
      out.println(
          counts.events()
              + " events and "
              + counts.labels()
              + " labels sent, "
              + counts.malformed()
              + " unreadable");
    }
    ending.interrupt();
    out.flush();
  }

  private void stopAll(List<Feeder> feeders) {
    try {
      surroundings.stop().await();
      feeders.forEach(Feeder::stop);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // all feeds have ended by themselves
    }
  }
}
