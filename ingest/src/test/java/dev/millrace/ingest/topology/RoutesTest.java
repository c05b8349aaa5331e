package dev.millrace.ingest.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.avro.Marker;
import dev.millrace.schemas.task.Feed;
import dev.millrace.schemas.task.FeedFormat;
import dev.millrace.schemas.task.LabelSpec;
import dev.millrace.schemas.task.Task;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoutesTest {

  @Test
  void twoTasksMayShareAFeedAndHideBothLabels() {
    Routes routes =
        new Routes(IngestPipe.TOPICS, List.of(rows("a", "label1"), rows("b", "label2")));

    assertThat(routes.rawTopics()).containsExactly("test.raw.rows", "test.raw.labels");
    assertThat(routes.feed("test.raw.rows").labelFields()).containsOnly("label1", "label2");
  }

  @Test
  void tasksThatContradictEachOtherAreAnErrorAtTheStart() {
    Task text =
        Feeds.task(
            "c", Feeds.feed("rows", FeedFormat.LINES, Feed.Columns.NONE, null), List.of(), null);

    assertThatThrownBy(() -> new Routes(IngestPipe.TOPICS, List.of(rows("a", "label1"), text)))
        .hasMessageContaining("feed 'rows' differently");
  }

  @Test
  void feedCannotTakeTheNameOfTheLabelTopic() {
    Task labels =
        Feeds.task(
            "a", Feeds.feed("labels", FeedFormat.LINES, Feed.Columns.NONE, null), List.of(), null);

    assertThatThrownBy(() -> new Routes(IngestPipe.TOPICS, List.of(labels)))
        .hasMessageContaining("rename the feed");
  }

  @Test
  void markersGoToEveryPartitionAndAllElseByKey() {
    ToPartitions partitioner = new ToPartitions();
    byte[] marker = new AvroCodec().encode(new Marker("feed/a", 0, 1, 0L, false, Map.of()));

    assertThat(partitioner.partitions("t", "k", marker, 4))
        .hasValueSatisfying(all -> assertThat(all).containsOnly(0, 1, 2, 3));
    assertThat(partitioner.partitions("t", "k", new byte[] {1}, 4)).isEmpty();
  }

  private static Task rows(String name, String label) {
    Feed.Columns columns = new Feed.Columns(null, List.of("x"), null, null);
    LabelSpec spec = new LabelSpec.InColumn(label, LabelSpec.As.NAME);
    return Feeds.task(name, Feeds.feed("rows", FeedFormat.CSV, columns, spec), List.of(), null);
  }
}
