package dev.millrace.bench.scratch;

import dev.millrace.models.runtime.Ort;
import dev.millrace.trainer.autodiff.Batch;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Trains every model below the folder that {@code make_scratch.py} wrote, and prints both curves as
 * Markdown. Ends with code 1 where a final accuracy is more than a point from PyTorch's.
 */
public final class FromScratch {

  private static final double POINT = 0.01;

  private FromScratch() {}

  /**
   * @param args the folder
   */
  public static void main(String[] args) throws IOException {
    if (args.length != 1) {
      throw new IllegalArgumentException("give one argument, the folder of make_scratch.py");
    }
    boolean close = true;
    try (Stream<Path> folders = Files.list(Path.of(args[0]))) {
      for (Path folder : folders.filter(Files::isDirectory).sorted().toList()) {
        close &= compare(new ScratchFiles(folder), System.out);
      }
    }
    System.exit(close ? 0 : 1);
  }

  private static boolean compare(ScratchFiles files, PrintStream out) throws IOException {
    List<Batch.Row> training = files.examples("train");
    List<Batch.Row> test = files.examples("test");
    out.printf(Locale.ROOT, "### %s%n%n", files.name());
    List<Epoch> ours;
    try (ScratchTraining run = new ScratchTraining(files)) {
      long start = System.nanoTime();
      ours = run.train(run.examples(training), run.examples(test), files.order(training.size()));
      out.printf(
          Locale.ROOT,
          "%d parameters, %d training and %d test examples, batch %d, Adam %s; ONNX Runtime %s,"
              + " %.1f s here%n%n%s%n%n",
          run.parameters(),
          training.size(),
          test.size(),
          files.batch(),
          files.rate(),
          Ort.version(),
          (System.nanoTime() - start) / 1e9,
          files.about());
    }
    List<Epoch> theirs = files.curve();
    out.println(
        "| epoch | training loss, PyTorch | test loss, PyTorch | accuracy, PyTorch | points |");
    out.println("|---|---|---|---|---|");
    for (int i = 0; i < ours.size(); i++) {
      out.println(line(i, ours.get(i), theirs.get(i)));
    }
    out.println();
    int last = ours.size() - 1;
    return Math.abs(ours.get(last).accuracy() - theirs.get(last).accuracy()) <= POINT;
  }

  private static String line(int epoch, Epoch ours, Epoch theirs) {
    return String.format(
        Locale.ROOT,
        "| %d | %.5f, %.5f | %.5f, %.5f | %.2f %%, %.2f %% | %+.2f |",
        epoch,
        ours.trained(),
        theirs.trained(),
        ours.loss(),
        theirs.loss(),
        100 * ours.accuracy(),
        100 * theirs.accuracy(),
        100 * (ours.accuracy() - theirs.accuracy()));
  }
}
