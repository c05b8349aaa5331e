package dev.millrace.models.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.millrace.models.graph.GraphBuilder;
import dev.millrace.models.graph.OnnxGraph;
import dev.millrace.models.graph.TensorSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is told to end while models load and run ends as it should. */
final class StopWhileModelsRunTest {

  /** What a process that ends on the signal of {@code kill} gives, on Linux and macOS. */
  private static final int TERMINATED = 128 + 15;

  @Test
  void endsInOrderAndDoesNotCrash(@TempDir Path folder) throws Exception {
    Process busy =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Busy.class.getName())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    try {
      if (busy.getInputStream().read() != Busy.READY) {
        fail(new String(busy.getInputStream().readAllBytes(), UTF_8));
      }
      // The process itself would close its streams.
      busy.toHandle().destroy();
      String said = new String(busy.getInputStream().readAllBytes(), UTF_8);
      assertThat(busy.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(said).endsWith("stopped in order");
      assertThat(busy.exitValue()).isEqualTo(TERMINATED);
    } finally {
      busy.destroyForcibly();
    }
  }

  /** Loads and runs a model over and over, and goes on for a while when told to end. */
  static final class Busy {

    static final char READY = '>';

    private static final int RUNS_AFTER_STOP = 2_000;

    private Busy() {}

    public static void main(String[] args) throws InterruptedException {
      OnnxGraph graph =
          GraphBuilder.named("busy")
              .input(TensorSpec.float32("x", TensorSpec.DYNAMIC, 64))
              .node("Tanh", List.of("x"), List.of("y"))
              .output(TensorSpec.float32("y", TensorSpec.DYNAMIC, 64))
              .build();
      CountDownLatch runs = new CountDownLatch(1);
      CountDownLatch enough = new CountDownLatch(RUNS_AFTER_STOP);
      CountDownLatch stopping = new CountDownLatch(1);
      for (int i = 0; i < 2; i++) {
        Thread thread =
            new Thread(
                () -> {
                  while (true) {
                    loadAndRun(graph);
                    runs.countDown();
                    if (stopping.getCount() == 0) {
                      enough.countDown();
                    }
                  }
                });
        thread.setUncaughtExceptionHandler((failed, e) -> halt(e));
        thread.setDaemon(true);
        thread.start();
      }
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stopping, enough)));
      runs.await();
      say(String.valueOf(READY));
      Thread.currentThread().join();
    }

    private static void halt(Throwable e) {
      say(e.toString());
      Runtime.getRuntime().halt(1);
    }

    private static void loadAndRun(OnnxGraph graph) {
      try (OrtModel model = OrtModel.load(graph, SessionSettings.DEFAULT)) {
        for (int i = 0; i < 20; i++) {
          Tensor x = Tensor.floats(new float[64 * 64], 64, 64);
          if (model.run(Map.of("x", x), List.of("y")).isEmpty()) {
            throw new IllegalStateException("no result");
          }
        }
      }
    }

    private static void stop(CountDownLatch stopping, CountDownLatch enough) {
      stopping.countDown();
      try {
        enough.await();
        say("stopped in order");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private static void say(String text) {
      try {
        System.out.write(text.getBytes(UTF_8));
        System.out.flush();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }
}
