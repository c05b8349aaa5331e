package dev.millrace.trainer.autodiff;

import java.util.Locale;

/** What becomes of a gradient at an operator. */
public enum Passage {
  /** It goes through, by a rule. */
  YES,

  /** It rightly ends: nothing before the operator moves its result. */
  STOPS,

  /** There is no rule; a head in which a parameter lies before it can't be trained. */
  NO;

  /** For people and for JSON. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
