package dev.millrace.dashboard.http;

import dev.millrace.dashboard.control.Control;
import dev.millrace.dashboard.live.Follower;
import dev.millrace.dashboard.query.StateReader;
import dev.millrace.dashboard.query.Views;
import dev.millrace.dashboard.view.RecordReader;
import dev.millrace.dashboard.view.ViewsApp;
import dev.millrace.schemas.topic.KafkaAccess;
import org.apache.kafka.streams.state.HostInfo;

/**
 * What the routes answer from, once there is a Kafka.
 *
 * @param kafka the cluster
 * @param app the views
 * @param reader decodes for the views, and counts
 * @param self this instance among others
 * @param local the stores of this instance alone
 * @param views answers from the stores
 * @param follower what happens now
 * @param control does what a person asks for
 */
public record Source(
    KafkaAccess kafka,
    ViewsApp app,
    RecordReader reader,
    HostInfo self,
    StateReader local,
    Views views,
    Follower follower,
    Control control)
    implements AutoCloseable {

  @Override
  public void close() {
    follower.close();
    app.close();
  }
}
