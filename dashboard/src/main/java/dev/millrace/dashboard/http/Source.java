package dev.millrace.dashboard.http;

import dev.millrace.dashboard.live.Follower;
import dev.millrace.dashboard.query.StateReader;
import dev.millrace.dashboard.query.Views;
import dev.millrace.dashboard.view.ViewsApp;
import dev.millrace.schemas.topic.KafkaAccess;

/**
 * What the routes answer from, once there is a Kafka.
 *
 * @param kafka the cluster
 * @param app the views
 * @param local the stores of this instance alone
 * @param views answers from the stores
 * @param follower what happens now
 */
public record Source(
    KafkaAccess kafka, ViewsApp app, StateReader local, Views views, Follower follower)
    implements AutoCloseable {

  @Override
  public void close() {
    follower.close();
    app.close();
  }
}
