package dev.millrace.deploy.cli;

import dev.millrace.deploy.local.Feeds;
import dev.millrace.deploy.local.Playing;
import dev.millrace.ingest.claim.Claims;
import dev.millrace.ingest.source.FeedCounts;
import dev.millrace.ingest.source.Inflow;
import dev.millrace.ingest.source.UnusableSource;
import dev.millrace.schemas.TopicCreator;
import dev.millrace.schemas.task.Feed;
import dev.millrace.schemas.task.FuseSpec;
import dev.millrace.schemas.task.RunFeeds;
import dev.millrace.schemas.task.Task;
import dev.millrace.schemas.topic.KafkaAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs the gateways of tasks alone, beside a loop that runs elsewhere. */
@Command(
    name = "gateway",
    description =
        "Take events from MQTT, HTTP, WebSockets and topics of others, and write them to Kafka.",
    mixinStandardHelpOptions = true)
final class GatewayCommand implements Callable<Integer> {

  private static final Duration LOOK = Duration.ofMillis(100);

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Mixin private TaskOptions tasks = new TaskOptions();

  @Mixin private HttpOptions http = new HttpOptions();

  @Mixin private BlobOptions blobs = new BlobOptions();

  GatewayCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws Exception {
    List<Task> wanted = tasks.required().values().stream().flatMap(GatewayCommand::own).toList();
    http.check(wanted);
    if (!http.wanted() && feeds(wanted).allMatch(feed -> feed.gateway() == null)) {
      throw tasks.usage("no task has a feed of format mqtt or kafka, and --http is not given");
    }
    Claims claims = blobs.claims(blobs.open(surroundings.clock()));
    try (Feeds feeds = open(wanted, claims);
        KafkaOptions.Open open = kafka.open(surroundings.home())) {
      KafkaAccess access = open.kafka();
      try (Admin admin = access.admin()) {
        TopicCreator.withBrokerDefaults(admin)
            .create(access.topics(), feeds(wanted).map(Feed::name).toList());
      }
      try (AutoCloseable listening =
          http.start(wanted, access, folder(), spec.commandLine().getOut(), claims)) {
        stay(feeds.inflows(access.settings(), access.topics()));
      }
    }
    return 0;
  }

  /** The task where others fill one of its feeds, with those feeds alone that others fill. */
  private static Stream<Task> own(Task task) {
    List<FuseSpec> fused = task.fuse().stream().filter(spec -> external(spec.described())).toList();
    if (external(task.feed())) {
      return Stream.of(task.withFuse(fused));
    }
    return fused.stream().map(spec -> task.withFeed(spec.described()).withFuse(List.of()));
  }

  private static boolean external(@Nullable Feed feed) {
    return feed != null && feed.format().external();
  }

  private static Stream<Feed> feeds(List<Task> wanted) {
    return RunFeeds.byName(wanted).values().stream();
  }

  private Path folder() throws IOException {
    Path state = kafka.state();
    return Files.createDirectories(state == null ? surroundings.home().folder() : state);
  }

  private Feeds open(List<Task> wanted, Claims claims) {
    try {
      return Feeds.open(wanted, List.of(), Playing.unpaced(), surroundings.clock())
          .claiming(claims)
          .withGateways(wanted);
    } catch (UnusableSource e) {
      throw tasks.usage(String.valueOf(e.getMessage()));
    }
  }

  private void stay(List<Inflow> inflows) throws InterruptedException {
    List<CompletableFuture<FeedCounts>> running = inflows.stream().map(Inflow::start).toList();
    try {
      while (!surroundings.stop().requested()) {
        running.stream().filter(CompletableFuture::isDone).forEach(CompletableFuture::join);
        Thread.sleep(LOOK.toMillis());
      }
    } finally {
      inflows.forEach(Inflow::stop);
    }
    running.forEach(CompletableFuture::join);
  }
}
