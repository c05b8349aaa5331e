package dev.millrace.bench.kernel;

import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.UnreadableRecord;
import dev.millrace.schemas.avro.Embedding;
import dev.millrace.schemas.avro.ModelRef;
import dev.millrace.schemas.avro.Prediction;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A prediction that holds an embedding (384 floats, boxed) to bytes and back. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PredictionKernel {

  private static final int WIDTH = 384;

  private final AvroCodec codec = new AvroCodec();
  private Prediction prediction = new Prediction();
  private byte[] bytes = new byte[0];

  /** Makes the record. */
  @Setup
  public void make() {
    SplittableRandom random = new SplittableRandom(1);
    List<Float> values =
        IntStream.range(0, WIDTH).mapToObj(i -> (float) random.nextDouble(-0.1, 0.1)).toList();
    prediction =
        Prediction.newBuilder()
            .setEventId("00112233445566778899aabbccddeeff")
            .setSourceId("sms")
            .setEventTime(1_300_000_000_000_000L)
            .setProducedAt(1_300_000_000_000_000L)
            .setAttributes(Map.of())
            .setTask("sms-spam")
            .setModel(new ModelRef("minilm-l6-v2-int8", 0L))
            .setOutput(new Embedding(values))
            .setInferredAt(1_300_000_000_000_000L)
            .build();
    bytes = codec.encode(prediction);
  }

  @Benchmark
  public byte[] encodeEmbedding() {
    return codec.encode(prediction);
  }

  @Benchmark
  public SpecificRecord decodeEmbedding() throws UnreadableRecord {
    return codec.decode(bytes);
  }
}
