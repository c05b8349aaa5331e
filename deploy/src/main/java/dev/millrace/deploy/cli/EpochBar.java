package dev.millrace.deploy.cli;

import dev.millrace.trainer.fit.Epoch;
import java.io.PrintWriter;
import java.util.Locale;

/** A bar for the pass that runs, and a line for each that is done. */
final class EpochBar {

  private static final int CELLS = 30;

  private final int epochs;
  private final PrintWriter out;

  /** Without a terminal a bar would fill a log with its own past. */
  private final boolean terminal = System.console() != null;

  private int drawn = -1;

  EpochBar(int epochs, PrintWriter out) {
    this.epochs = epochs;
    this.out = out;
  }

  /**
   * Part of a pass is done.
   *
   * @param epoch number of the pass, from 1
   * @param done 0 to 1
   */
  void at(int epoch, double done) {
    int cells = (int) (done * CELLS);
    if (terminal && cells != drawn) {
      drawn = cells;
      out.printf(
          "\repoch %d/%d [%s%s]", epoch, epochs, "#".repeat(cells), " ".repeat(CELLS - cells));
      out.flush();
    }
  }

  void end(Epoch epoch) {
    out.printf(
        Locale.ROOT,
        "%sepoch %d/%d  training loss %.4f  validation loss %.4f%s%n",
        terminal ? "\r" : "",
        epoch.number(),
        epochs,
        epoch.trainingLoss(),
        epoch.validationLoss(),
        terminal ? "      " : "");
    out.flush();
    drawn = -1;
  }
}
