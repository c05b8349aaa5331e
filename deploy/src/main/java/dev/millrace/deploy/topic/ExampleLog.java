package dev.millrace.deploy.topic;

import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.UnreadableRecord;
import dev.millrace.schemas.avro.TrainingExample;
import dev.millrace.schemas.topic.KafkaAccess;
import dev.millrace.schemas.topic.TopicReader;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The example logs of all tasks.
 *
 * @param kafka where they lie
 */
public record ExampleLog(KafkaAccess kafka) {

  /**
   * Hands on the examples of a task, in order.
   *
   * @throws IllegalStateException if a record can't be read: the log is ours alone
   */
  public void read(String task, Consumer<TrainingExample> each) {
    AvroCodec codec = new AvroCodec();
    new TopicReader(kafka)
        .read(
            kafka.topics().trainingExamples(),
            record -> {
              TrainingExample example = decode(codec, record);
              if (example.getTask().equals(task)) {
                each.accept(example);
              }
            });
  }

  private static TrainingExample decode(AvroCodec codec, ConsumerRecord<byte[], byte[]> record) {
    try {
      return codec.decode(record.value(), TrainingExample.class);
    } catch (UnreadableRecord e) {
      throw new IllegalStateException(
          "%s at offset %d: %s".formatted(record.topic(), record.offset(), e.getMessage()), e);
    }
  }
}
