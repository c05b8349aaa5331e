package dev.millrace.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.deploy.report.Report;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;

/** A report for people. */
final class ReportTable {

  private ReportTable() {}

  static void print(Report report, PrintWriter out) {
    JsonNode json = report.json();
    out.println();
    Table totals = new Table("TOTAL", "VALUE");
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      JsonNode value = entry.getValue();
      if (value.isNumber()) {
        totals.row(entry.getKey(), number(value));
      } else if (entry.getKey().endsWith("dead_letters") && value.isEmpty()) {
        totals.row(entry.getKey(), "0");
      } else if (!entry.getKey().equals("tasks")) {
        value
            .properties()
            .forEach(e -> totals.row(entry.getKey() + " " + e.getKey(), number(e.getValue())));
      }
    }
    totals.print(out);
    out.println();
    Table scores = new Table("TASK", "METRIC", "PREQUENTIAL", "SERVED");
    for (Map.Entry<String, JsonNode> task : json.path("tasks").properties()) {
      JsonNode prequential = task.getValue().path("prequential");
      JsonNode served = task.getValue().path("served");
      prequential
          .properties()
          .forEach(
              metric ->
                  scores.row(
                      task.getKey(),
                      metric.getKey(),
                      number(metric.getValue()),
                      number(served.path(metric.getKey()))));
    }
    scores.print(out);
  }

  private static String number(JsonNode value) {
    if (value.isIntegralNumber()) {
      return value.asText();
    }
    return value.isNumber() ? String.format(Locale.ROOT, "%.4f", value.asDouble()) : "-";
  }
}
