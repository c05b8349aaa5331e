package dev.millrace.bench.kernel;

import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.UnreadableRecord;
import dev.millrace.schemas.avro.Features;
import dev.millrace.schemas.avro.NamedTensor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
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

/** Features of a sentence (384 floats) to bytes and back. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RecordKernel {

  private static final int WIDTH = 384;

  private final AvroCodec codec = new AvroCodec();
  private Features features = new Features();
  private byte[] bytes = new byte[0];

  /** Makes the record. */
  @Setup
  public void make() {
    ByteBuffer values = ByteBuffer.allocate(WIDTH * Float.BYTES);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < WIDTH; i++) {
      values.putFloat((float) random.nextDouble(-0.1, 0.1));
    }
    values.flip();
    features =
        Features.newBuilder()
            .setEventId("00112233445566778899aabbccddeeff")
            .setSourceId("sms")
            .setTask("sms-spam")
            .setEventTime(1_300_000_000_000_000L)
            .setTensors(
                List.of(new NamedTensor("embedding", "float32", List.of((long) WIDTH), values)))
            .setScores(List.of(0.9f, 0.1f))
            .setScoredBy(17L)
            .setChallengerScores(null)
            .setChallenger(null)
            .build();
    bytes = codec.encode(features);
  }

  @Benchmark
  public byte[] encodeFeatures() {
    return codec.encode(features);
  }

  @Benchmark
  public SpecificRecord decodeFeatures() throws UnreadableRecord {
    return codec.decode(bytes);
  }
}
