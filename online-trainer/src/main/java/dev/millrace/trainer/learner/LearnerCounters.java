package dev.millrace.trainer.learner;

import dev.millrace.trainer.join.JoinOutcome;
import java.util.List;

/** Names of the counters that the trainer tells in its markers. */
public final class LearnerCounters {

  /** Labels that met their features. */
  public static final String LABELS_JOINED = "labels_joined";

  /** Labels whose features never came. */
  public static final String LABELS_EXPIRED = "labels_expired";

  /** Labels of events that had one already. */
  public static final String LABELS_REPEATED = "labels_repeated";

  /** Joined labels that came after the watermark had passed their time. */
  public static final String LABELS_LATE = "labels_late";

  /** Features whose label never came. */
  public static final String FEATURES_UNLABELLED = "features_unlabelled";

  /** Examples that got a sequence. */
  public static final String EXAMPLES = "examples";

  /** Examples that wait for their batch to fill; untrained if nothing follows. */
  public static final String EXAMPLES_LEFT_IN_BATCH = "examples_left_in_batch";

  /** Versions published, without version 0. */
  public static final String VERSIONS_PUBLISHED = "versions_published";

  /** Versions that the gate made champion. */
  public static final String VERSIONS_PROMOTED = "versions_promoted";

  /** Steps that were not made, since ONNX Runtime could not run them. */
  public static final String STEPS_FAILED = "steps_failed";

  /** Steps that were not made, since loss, gradient or new weights were not finite. */
  public static final String STEPS_NON_FINITE = "steps_non_finite";

  public static final String DEAD_LETTERS = "dead_letters";

  static final List<String> ALL =
      List.of(
          LABELS_JOINED,
          LABELS_EXPIRED,
          LABELS_REPEATED,
          LABELS_LATE,
          FEATURES_UNLABELLED,
          EXAMPLES,
          EXAMPLES_LEFT_IN_BATCH,
          VERSIONS_PUBLISHED,
          VERSIONS_PROMOTED,
          STEPS_FAILED,
          STEPS_NON_FINITE,
          DEAD_LETTERS);

  private LearnerCounters() {}

  /** What each outcome of the join counts as. */
  static List<String> of(JoinOutcome.Kind kind) {
    return switch (kind) {
      case JOINED -> List.of(LABELS_JOINED);
      case JOINED_LATE -> List.of(LABELS_JOINED, LABELS_LATE);
      case LABEL_REPEATED -> List.of(LABELS_REPEATED);
      case LABEL_EXPIRED -> List.of(LABELS_EXPIRED);
      case FEATURES_UNLABELLED -> List.of(FEATURES_UNLABELLED);
      case UNREADABLE -> List.of();
    };
  }
}
