package dev.millrace.dashboard.http;

import dev.millrace.dashboard.control.Token;
import dev.millrace.dashboard.live.Hub;
import dev.millrace.dashboard.metrics.Figure;
import dev.millrace.dashboard.metrics.Figures;
import dev.millrace.dashboard.metrics.StreamsFigures;
import dev.millrace.dashboard.metrics.TaskFigures;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/**
 * What the dashboard says of itself and of the tasks.
 *
 * @param hub the pages
 * @param token what control actions need
 * @param source what the routes answer from; null while there is no Kafka
 */
record OwnFigures(Hub hub, @Nullable Token token, Supplier<@Nullable Source> source)
    implements Figures {

  private static final double MILLIS = 1e-3;

  @Override
  public void tell(Consumer<Figure> to) {
    gauge(to, "millrace_dashboard_pages", "Pages that listen", hub.clients());
    counter(to, "millrace_dashboard_events_sent", "Events put into pages' queues", hub.sent());
    counter(to, "millrace_dashboard_events_dropped", "Events slow pages lost", hub.dropped());
    gauge(
        to,
        "millrace_dashboard_lag_seconds",
        "How far live events are behind the topics",
        hub.lagMillis() * MILLIS);
    counter(
        to,
        "millrace_dashboard_wrong_tokens",
        "Orders with a wrong token or none",
        token == null ? 0 : token.wrong());
    Source connected = source.get();
    if (connected != null) {
      ofViews(connected, to);
    }
  }

  private static void ofViews(Source connected, Consumer<Figure> to) {
    KafkaStreams streams = connected.app().streams();
    gauge(
        to,
        "millrace_dashboard_views_running",
        "1 while the views take records",
        streams.state() == KafkaStreams.State.RUNNING ? 1 : 0);
    counter(
        to,
        "millrace_dashboard_records_read",
        "Records the views have decoded",
        connected.reader().decoded());
    counter(
        to,
        "millrace_dashboard_records_unreadable",
        "Records that could not be read and were passed over",
        connected.reader().unreadable());
    gauge(
        to,
        "millrace_dashboard_pictures_bytes",
        "Pictures that are held",
        connected.follower().pictures().bytes());
    new StreamsFigures("dashboard", streams::metrics).tell(to);
    new TaskFigures(connected.views()::tasks).tell(to);
    connected
        .views()
        .feeds()
        .forEach(
            (feed, events) ->
                to.accept(
                    Figure.counter(
                        "millrace_feed_events",
                        "Events of a feed since the views began",
                        Map.of("feed", feed),
                        events)));
  }

  private static void gauge(Consumer<Figure> to, String name, String help, double value) {
    to.accept(Figure.gauge(name, help, Map.of(), value));
  }

  private static void counter(Consumer<Figure> to, String name, String help, double value) {
    to.accept(Figure.counter(name, help, Map.of(), value));
  }
}
