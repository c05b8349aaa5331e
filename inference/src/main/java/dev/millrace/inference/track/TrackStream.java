package dev.millrace.inference.track;

import dev.millrace.schemas.Topics;
import dev.millrace.schemas.task.TrackSpec;
import dev.millrace.stream.Outbound;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;

/** What scoring writes, with the numbers of tracks in its boxes. */
public final class TrackStream {

  private TrackStream() {}

  /**
   * Tracks the boxes of a task.
   *
   * @param task its name
   * @param scored what scoring writes, each subtask's own to be passed on by the same subtask
   */
  public static DataStream<Outbound> of(
      String task, TrackSpec spec, Topics topics, DataStream<Outbound> scored) {
    return scored
        .transform(
            "track " + task,
            TypeInformation.of(Outbound.class),
            new TrackOperator(spec, topics.predictions()))
        .uid("track-" + task)
        .forward();
  }
}
