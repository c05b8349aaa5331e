package dev.millrace.ingest.claim;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * A producer that sends claims in place of large pictures. Kafka's own hook, an interceptor, would
 * do so too, but swallows its errors and sends the picture all the same.
 */
public final class ClaimingProducer extends KafkaProducer<byte[], byte[]> {

  private final Claims claims;

  public ClaimingProducer(Map<String, Object> settings, Claims claims) {
    super(settings, new ByteArraySerializer(), new ByteArraySerializer());
    this.claims = claims;
  }

  /** Largest picture that can be sent. */
  public int mostBytes() {
    return claims.mostBytes();
  }

  @Override
  public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
    return send(record, null);
  }

  @Override
  public Future<RecordMetadata> send(
      ProducerRecord<byte[], byte[]> record, @Nullable Callback callback) {
    ProducerRecord<byte[], byte[]> claimed;
    try {
      claimed = claims.claimed(record);
    } catch (BlobStoreFailure e) {
      if (callback != null) {
        callback.onCompletion(null, e);
      }
      return CompletableFuture.failedFuture(e);
    }
    return super.send(claimed, callback);
  }
}
