package dev.millrace.bench.kernel;

import dev.millrace.inference.decode.YoloxDecoder;
import dev.millrace.inference.preprocess.Letterbox;
import dev.millrace.inference.preprocess.Letterbox.Placed;
import dev.millrace.inference.preprocess.Pixels;
import dev.millrace.schemas.avro.Detections;
import dev.millrace.schemas.task.BundleManifest.ChannelOrder;
import dev.millrace.schemas.task.BundleManifest.Fit;
import dev.millrace.schemas.task.BundleManifest.ImageInput;
import dev.millrace.schemas.task.DecodeSpec.Yolox;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Around a detector: a 640 x 480 picture onto its 416 x 416 canvas, and its output to boxes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DetectionKernel {

  private static final int CANVAS = 416;
  private static final int CLASSES = 80;
  private static final int ROW = 5 + CLASSES;

  /** A cell in so many is sure of an object. */
  private static final int SURE = 50;

  private final Letterbox letterbox =
      new Letterbox(
          new ImageInput(
              "images",
              CANVAS,
              CANVAS,
              Fit.TOP_LEFT,
              114,
              ChannelOrder.BGR,
              List.of(0f, 0f, 0f),
              List.of(1f, 1f, 1f)));
  private final YoloxDecoder decoder =
      new YoloxDecoder(
          Yolox.DEFAULT,
          IntStream.range(0, CLASSES).mapToObj(i -> "class " + i).toList(),
          CANVAS,
          CANVAS);
  private final Pixels picture = picture();
  private final Placed placed = letterbox.place(picture);
  private final List<float[]> output = List.of(output());

  private static Pixels picture() {
    byte[] rgb = new byte[640 * 480 * 3];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) random.nextInt(256);
    }
    return new Pixels(640, 480, rgb);
  }

  private static float[] output() {
    int cells = IntStream.of(8, 16, 32).map(s -> (CANVAS / s) * (CANVAS / s)).sum();
    float[] rows = new float[cells * ROW];
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (float) random.nextDouble(0, 0.3);
    }
    for (int cell = 0; cell < cells; cell += SURE) {
      rows[cell * ROW + 4] = 0.9f;
      rows[cell * ROW + 5 + cell % CLASSES] = 0.9f;
    }
    return rows;
  }

  @Benchmark
  public Placed letterbox() {
    return letterbox.place(picture);
  }

  @Benchmark
  public Detections decode() {
    return decoder.decode(output, placed.geometry());
  }
}
