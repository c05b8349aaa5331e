package dev.millrace.schemas.yaml;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What is wrong with one file.
 *
 * <p>Not thread-safe.
 */
public final class Problems {

  /** Nobody reads on after a hundred errors, and a hostile file must not fill the memory. */
  private static final int MOST = 100;

  /** Takes what is said of a value that does not exist: its absence was reported already. */
  static final Problems SILENT = new Problems("");

  private final String file;
  private final List<Problem> found = new ArrayList<>();

  /**
   * No problems yet.
   *
   * @param file name of the file as the user gave it
   */
  public Problems(String file) {
    this.file = file;
  }

  /**
   * One error.
   *
   * @param file name of the file as the user gave it
   * @param line line, from 1; 0 where the error has no line
   * @param key path of the key, for example {@code feed.columns.text}; empty for the whole file
   * @param message what is wrong and what to do
   */
  public record Problem(String file, int line, String key, String message) implements Serializable {

    @Override
    public String toString() {
      return file
          + (line > 0 ? ":" + line : "")
          + ": "
          + (key.isEmpty() ? "" : key + ": ")
          + message;
    }
  }

  /** Notes an error; from the hundred and first on they are dropped. */
  public void add(int line, String key, String message) {
    if (this != SILENT && found.size() < MOST) {
      found.add(new Problem(file, line, key, message));
    }
  }

  /** Whether nothing is wrong. */
  public boolean none() {
    return found.isEmpty();
  }

  /** Whether nothing is wrong with the value of this very key. */
  boolean noneAt(String key) {
    return found.stream().noneMatch(problem -> problem.key().equals(key));
  }

  /** Whether nothing is wrong with these keys of the top level and all below them. */
  public boolean noneIn(List<String> topKeys) {
    return found.stream()
        .noneMatch(p -> topKeys.stream().anyMatch(key -> p.key().matches(key + "([.\\[].*)?")));
  }

  /** All errors by line. */
  public List<Problem> byLine() {
    return found.stream().sorted(Comparator.comparingInt(Problem::line)).toList();
  }
}
