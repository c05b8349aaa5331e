package dev.millrace.ingest.recording;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects what is damaged, each sentence once, a hundred at most. For one thread. */
public final class Damages {

  private static final int MOST = 100;

  private final Set<String> sentences = new LinkedHashSet<>();
  private long more;

  /** Notes a sentence that names the place. */
  public void add(String sentence) {
    if (sentences.contains(sentence)) {
      return;
    }
    if (sentences.size() < MOST - 1) {
      sentences.add(sentence);
    } else {
      more++;
    }
  }

  /** What was noted, in order; the last sentence counts what had no room. */
  public List<String> list() {
    List<String> all = new ArrayList<>(sentences);
    if (more > 0) {
      all.add("and " + more + " more");
    }
    return List.copyOf(all);
  }
}
