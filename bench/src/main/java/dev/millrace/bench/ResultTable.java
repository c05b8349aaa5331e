package dev.millrace.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** Rates by round, beside the raw model's rates of the same round; printed as Markdown. */
final class ResultTable {

  private final Map<String, List<Rate>> raw = new LinkedHashMap<>();
  private final Map<String, List<Rate>> rates = new LinkedHashMap<>();

  /** Adds the rate of a raw configuration; every other rate is compared with it. */
  void addRaw(String what, Rate rate) {
    raw.computeIfAbsent(what, w -> new ArrayList<>()).add(rate);
  }

  /** Adds a rate of the same round; its cost may be unknown, NaN. */
  void add(String what, Rate rate) {
    rates.computeIfAbsent(what, w -> new ArrayList<>()).add(rate);
  }

  /**
   * A table with a line for each rate: texts a second and processor time a text, then for each raw
   * configuration the ratio of rates and of costs, round by round. Medians, with smallest and
   * largest.
   */
  String markdown() {
    StringBuilder table = new StringBuilder("| what | texts/s | CPU ms/text |");
    raw.keySet().forEach(name -> table.append(" rate / %s | its CPU / CPU |".formatted(name)));
    table.append("\n|---|---|---|").append("---|---|".repeat(raw.size())).append('\n');
    raw.forEach((what, measured) -> line(table, "raw: " + what, measured));
    rates.forEach((what, measured) -> line(table, what, measured));
    return table.toString();
  }

  private void line(StringBuilder table, String what, List<Rate> measured) {
    boolean costKnown = measured.stream().noneMatch(rate -> Double.isNaN(rate.cpuMillis()));
    String rate = Spread.of(measured.stream().map(Rate::perSecond).toList()).text(0);
    String cost =
        costKnown ? Spread.of(measured.stream().map(Rate::cpuMillis).toList()).text(2) : "";
    table.append(String.format(Locale.ROOT, "| %s | %s | %s |", what, rate, cost));
    for (List<Rate> base : raw.values()) {
      String rates = over(measured, i -> measured.get(i).perSecond() / base.get(i).perSecond());
      String costs =
          costKnown
              ? over(measured, i -> base.get(i).cpuMillis() / measured.get(i).cpuMillis())
              : "";
      table.append(String.format(Locale.ROOT, " %s | %s |", rates, costs));
    }
    table.append('\n');
  }

  private static String over(List<Rate> rounds, IntToDoubleFunction ratio) {
    return Spread.of(IntStream.range(0, rounds.size()).mapToDouble(ratio).boxed().toList()).text(2);
  }
}
