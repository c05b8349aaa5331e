package dev.millrace.deploy.cli;

import dev.millrace.deploy.topic.Decoding;
import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.avro.DeadLetter;
import dev.millrace.schemas.topic.KafkaAccess;
import dev.millrace.schemas.topic.TopicReader;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which dead letters are meant. */
final class LetterFilter {

  @Option(names = "--stage", paramLabel = "STAGE", description = "Only those of this stage.")
  private @Nullable String stage;

  @Option(names = "--error", paramLabel = "CODE", description = "Only those with this error.")
  private @Nullable String error;

  @Option(names = "--event", paramLabel = "ID", description = "Only those of this event.")
  private @Nullable String event;

  /** Hands on the letters that are meant, each with the record that held it. */
  void read(KafkaAccess kafka, BiConsumer<ConsumerRecord<byte[], byte[]>, DeadLetter> each) {
    Decoding decoding = new Decoding(new AvroCodec());
    new TopicReader(kafka)
        .read(
            kafka.topics().deadLetters(),
            record ->
                decoding
                    .as(DeadLetter.class, record)
                    .filter(this::accepts)
                    .ifPresent(letter -> each.accept(record, letter)));
  }

  private boolean accepts(DeadLetter letter) {
    return (stage == null || letter.getStage().startsWith(stage))
        && (error == null || letter.getError().equals(error))
        && (event == null || event.equals(letter.getEventId()));
  }
}
