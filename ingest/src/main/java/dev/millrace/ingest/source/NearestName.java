package dev.millrace.ingest.source;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Finds what a misspelt name was meant to be. */
final class NearestName {

  private NearestName() {}

  /** The name among {@code known} with the fewest edits (Levenshtein 1966), case aside. */
  static String of(String wanted, Collection<String> known) {
    return known.stream().min(Comparator.comparingInt(name -> edits(wanted, name))).orElse("");
  }

  private static int edits(String left, String right) {
    String a = left.toLowerCase(Locale.ROOT);
    String b = right.toLowerCase(Locale.ROOT);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
