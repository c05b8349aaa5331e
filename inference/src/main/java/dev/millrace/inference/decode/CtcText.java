package dev.millrace.inference.decode;

import dev.millrace.models.runtime.ShapeMismatch;
import java.util.ArrayList;
import java.util.List;

/**
 * Greedy decoding of a CTC recogniser (Graves et al. 2006): the best symbol of each step, repeats
 * merged, blanks dropped. Symbol 0 is the blank, then come the characters of the list, then the
 * space.
 *
 * <p>Thread-safe.
 */
final class CtcText {

  private final List<String> symbols;

  /**
   * A decoder for a character list.
   *
   * @param characters characters in the order of the model's outputs, without blank and space
   */
  CtcText(List<String> characters) {
    List<String> all = new ArrayList<>(characters.size() + 2);
    all.add("");
    all.addAll(characters);
    all.add(" ");
    this.symbols = List.copyOf(all);
  }

  /**
   * A text that was read.
   *
   * @param text the text, empty where nothing was read
   * @param confidence mean probability of its characters, 0 to 1
   */
  record Reading(String text, float confidence) {}

  /**
   * Decodes one line.
   *
   * @param probabilities {@code [steps, symbols]}, row-major
   */
  Reading decode(float[] probabilities) {
    int count = symbols.size();
    if (probabilities.length % count != 0) {
      throw new ShapeMismatch(
          "recogniser gives %d numbers, which is no multiple of %d symbols; is it the right list?"
              .formatted(probabilities.length, count));
    }
    StringBuilder text = new StringBuilder();
    double sum = 0;
    int characters = 0;
    int last = 0;
    for (int from = 0; from < probabilities.length; from += count) {
      int best = 0;
      for (int s = 1; s < count; s++) {
        best = probabilities[from + s] > probabilities[from + best] ? s : best;
      }
      if (best != last && best != 0) {
        text.append(symbols.get(best));
        sum += probabilities[from + best];
        characters++;
      }
      last = best;
    }
    return new Reading(text.toString(), characters == 0 ? 0 : (float) (sum / characters));
  }
}
