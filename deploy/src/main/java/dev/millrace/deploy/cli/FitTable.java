package dev.millrace.deploy.cli;

import dev.millrace.deploy.report.FitReport;
import dev.millrace.trainer.fit.Epoch;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.TreeSet;

/** A fit as a table: a row for each pass, the one that was kept marked. */
final class FitTable {

  private FitTable() {}

  static void print(FitReport report, PrintWriter out) {
    out.printf(
        "task %s: %d examples learned, %d held out%n%n",
        report.task(), report.training(), report.validation());
    TreeSet<String> names = new TreeSet<>();
    report.epochs().forEach(epoch -> names.addAll(epoch.metrics().keySet()));
    names.removeIf(name -> name.startsWith("no_change") || name.endsWith("_last_2000"));
    String[] headings = new String[names.size() + 4];
    headings[0] = "EPOCH";
    headings[1] = "TRAINING LOSS";
    headings[2] = "VALIDATION LOSS";
    int column = 3;
    for (String name : names) {
      headings[column++] = name.toUpperCase(Locale.ROOT).replace('_', ' ');
    }
    headings[column] = "";
    Table table = new Table(headings);
    for (Epoch epoch : report.epochs()) {
      Object[] row = new Object[headings.length];
      row[0] = epoch.number();
      row[1] = number(epoch.trainingLoss());
      row[2] = number(epoch.validationLoss());
      int cell = 3;
      for (String name : names) {
        row[cell++] = number(epoch.metrics().getOrDefault(name, Double.NaN));
      }
      row[cell] = epoch.number() == report.best().number() ? "kept" : "";
      table.row(row);
    }
    table.print(out);
  }

  private static String number(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.4f", value) : "-";
  }
}
