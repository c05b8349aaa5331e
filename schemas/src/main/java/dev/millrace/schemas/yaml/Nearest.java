package dev.millrace.schemas.yaml;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/** Finds what somebody meant who wrote something else. */
final class Nearest {

  private Nearest() {}

  /** A hint for a word that is none of the known ones. */
  static String hint(String written, Collection<String> known) {
    return of(written, known)
        .map(near -> "did you mean '" + near + "'?")
        .orElseGet(() -> "known here: " + String.join(", ", new TreeSet<>(known)));
  }

  /** The known word nearest to the written one, if it is near enough to be meant. */
  static Optional<String> of(String written, Collection<String> known) {
    // One slip, and one more for every four letters: 'colum' is near 'column', 'rows' is not.
    int most = 1 + written.length() / 4;
    return known.stream()
        .filter(word -> Math.abs(word.length() - written.length()) <= most)
        .filter(word -> distance(written, word) <= most)
        .min(
            Comparator.comparingInt((String word) -> distance(written, word))
                .thenComparing(Comparator.naturalOrder()));
  }

  /**
   * Letters to add, drop, change or swap with their neighbour to get from one word to the other,
   * without regard to case (the restricted Damerau-Levenshtein distance).
   */
  static int distance(String from, String to) {
    String a = from.toLowerCase(Locale.ROOT);
    String b = to.toLowerCase(Locale.ROOT);
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        cost[i][j] = Math.min(cost[i - 1][j], cost[i][j - 1]) + 1;
        cost[i][j] = Math.min(cost[i][j], cost[i - 1][j - 1] + change);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[a.length()][b.length()];
  }
}
