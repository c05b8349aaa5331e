package dev.millrace.dashboard;

import dev.millrace.dashboard.control.Control;
import dev.millrace.dashboard.http.DashboardSettings;
import dev.millrace.dashboard.http.HttpServer;
import dev.millrace.dashboard.http.Source;
import dev.millrace.dashboard.live.Follower;
import dev.millrace.dashboard.live.Hub;
import dev.millrace.dashboard.metrics.Exposition;
import dev.millrace.dashboard.metrics.Figures;
import dev.millrace.dashboard.query.AllState;
import dev.millrace.dashboard.query.LocalState;
import dev.millrace.dashboard.query.Peers;
import dev.millrace.dashboard.query.StateReader;
import dev.millrace.dashboard.query.Views;
import dev.millrace.dashboard.view.RecordReader;
import dev.millrace.dashboard.view.ViewsApp;
import dev.millrace.dashboard.view.ViewsSettings;
import dev.millrace.schemas.TopicCreator;
import dev.millrace.schemas.topic.KafkaAccess;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.state.HostInfo;
import org.jspecify.annotations.Nullable;

/**
 * A dashboard of its own process or of a loop's. It listens before there is a Kafka, so that a
 * person has an address from the first second, and answers once {@link #connect} has been called.
 */
public final class Dashboard implements AutoCloseable {

  private final DashboardSettings settings;
  private final InstantSource clock;
  private final Hub hub;
  private final Exposition exposition;
  private final HttpServer server;
  private final int port;
  private volatile @Nullable Source source;

  private Dashboard(DashboardSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    hub = new Hub(clock);
    exposition = new Exposition();
    server = new HttpServer(settings, () -> source, hub, exposition, clock);
    port = server.start();
  }

  /** Listens; answers that need Kafka say that it is not there yet. */
  public static Dashboard listen(DashboardSettings settings, InstantSource clock) {
    return new Dashboard(settings, clock);
  }

  /** Where a person opens it. */
  public String url() {
    String host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
    return settings.scheme() + "://" + host + ":" + port + "/";
  }

  /** Adds the figures of another part to those at {@code /metrics}; closing takes them out. */
  public AutoCloseable add(Figures part) {
    return exposition.add(part);
  }

  /**
   * Makes the topics that are missing and starts to read.
   *
   * @param state directory for the local state; its own for each instance
   * @return to be closed before Kafka goes; the page then waits for the next
   */
  public AutoCloseable connect(KafkaAccess kafka, Path state) {
    try (Admin admin = kafka.admin()) {
      TopicCreator.withBrokerDefaults(admin).create(kafka.topics(), Set.of());
    }
    RecordReader reader = new RecordReader();
    HostInfo self = new HostInfo(advertisedHost(), port);
    ViewsSettings views =
        new ViewsSettings(
            kafka, state, self.host() + ":" + self.port(), settings.cluster().standbys());
    // Before the views, so that one that can't start leaves nothing running.
    Follower follower = Follower.start(kafka, new RecordReader(), hub, clock);
    ViewsApp app = started(views, reader, follower);
    LocalState local = new LocalState(app.streams());
    StateReader all = new AllState(app.streams(), self, local, new Peers(settings.scheme()));
    source =
        new Source(
            kafka,
            app,
            reader,
            self,
            local,
            new Views(all, clock, settings.tasks()),
            follower,
            new Control(kafka, clock));
    return this::disconnect;
  }

  private static ViewsApp started(ViewsSettings settings, RecordReader reader, Follower follower) {
    try {
      ViewsApp app = new ViewsApp(settings, reader);
      app.start();
      return app;
    } catch (RuntimeException e) {
      follower.close();
      throw e;
    }
  }

  private String advertisedHost() {
    String advertised = settings.cluster().advertisedHost();
    return advertised == null ? settings.host() : advertised;
  }

  private synchronized void disconnect() {
    Source connected = source;
    source = null;
    if (connected != null) {
      connected.close();
    }
  }

  @Override
  public void close() {
    hub.close();
    server.close();
    disconnect();
  }
}
