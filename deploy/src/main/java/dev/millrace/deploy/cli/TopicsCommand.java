package dev.millrace.deploy.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.deploy.topic.TopicLine;
import dev.millrace.schemas.topic.KafkaAccess;
import dev.millrace.schemas.topic.TopicReader;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists the topics, or reads one. */
@Command(
    name = "topics",
    description = "List the topics, or read one as JSON lines.",
    mixinStandardHelpOptions = true)
final class TopicsCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Option(names = "--json", description = "List as JSON lines.")
  private boolean json;

  @Parameters(
      arity = "0..1",
      paramLabel = "TOPIC",
      description = "Topic to read, with or without the prefix.")
  private @Nullable String topic;

  TopicsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws Exception {
    try (KafkaOptions.Open open = kafka.open(surroundings.home())) {
      PrintWriter out = spec.commandLine().getOut();
      if (topic == null) {
        list(open.kafka(), out);
      } else {
        String prefix = kafka.topics().prefix();
        read(open.kafka(), topic.startsWith(prefix) ? topic : prefix + topic, out);
      }
      out.flush();
    }
    return 0;
  }

  private static void read(KafkaAccess kafka, String topic, PrintWriter out) {
    TopicLine line = new TopicLine();
    new TopicReader(kafka).read(topic, record -> out.println(line.of(record)));
  }

  private void list(KafkaAccess kafka, PrintWriter out) {
    // Offsets also count markers and the ends of transactions, so they are no number of events.
    Table table = new Table("TOPIC", "PARTITIONS", "OFFSETS");
    try (KafkaConsumer<byte[], byte[]> consumer = kafka.consumer()) {
      for (Map.Entry<String, List<PartitionInfo>> entry :
          new TreeMap<>(consumer.listTopics()).entrySet()) {
        String name = entry.getKey();
        if (!name.startsWith(kafka.topics().prefix())) {
          continue;
        }
        int partitions = entry.getValue().size();
        long offsets = offsets(consumer, entry.getValue());
        if (json) {
          ObjectNode node = JsonNodeFactory.instance.objectNode();
          out.println(
              node.put("topic", name).put("partitions", partitions).put("offsets", offsets));
        } else {
          table.row(name, partitions, offsets);
        }
      }
    }
    if (!json) {
      table.print(out);
    }
  }

  private static long offsets(
      KafkaConsumer<byte[], byte[]> consumer, List<PartitionInfo> partitions) {
    List<TopicPartition> all =
        partitions.stream().map(p -> new TopicPartition(p.topic(), p.partition())).toList();
    Map<TopicPartition, Long> begin = consumer.beginningOffsets(all);
    return consumer.endOffsets(all).entrySet().stream()
        .mapToLong(end -> end.getValue() - begin.get(end.getKey()))
        .sum();
  }
}
