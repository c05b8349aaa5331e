package dev.millrace.trainer.learner;

import dev.millrace.schemas.task.Task;
import dev.millrace.trainer.autodiff.GradientGraph;
import dev.millrace.trainer.autodiff.StepFailed;
import dev.millrace.trainer.join.JoinOutcome;
import dev.millrace.trainer.learner.LearnerState.Pending;
import dev.millrace.trainer.optimizer.Finite;
import java.util.List;

/** Tells of examples that could not be learned: each is counted and becomes a dead letter. */
record Refusals(Task task, LearnerState state, LearnerRecords records, LearnerOutput out) {

  void one(JoinOutcome outcome, String code, String reason) {
    state.count(LearnerCounters.DEAD_LETTERS);
    out.write(records.deadLetter(outcome, code, reason));
  }

  /** The batch cannot be run: nobody can say which of its examples is to blame. */
  void batch(List<Pending> batch, StepFailed failure) {
    state.count(LearnerCounters.STEPS_FAILED);
    for (Pending pending : batch) {
      one(
          pending.example().joined(),
          UnusableExample.Code.STEP_FAILED.name(),
          "example %d of task %s stands in a batch that cannot be learned after version %d: %s"
              .formatted(pending.sequence(), task.name(), state.version, failure.getMessage()));
    }
  }

  /** Examples that are not finite are told, or all of a batch where none is by itself. */
  void notFinite(List<Pending> batch, GradientGraph.Scores scores, boolean finiteGradient) {
    float[] losses = scores.losses();
    boolean anyLoss = !Finite.all(losses);
    for (int i = 0; i < losses.length; i++) {
      Pending pending = batch.get(i);
      String failure = scores.failures().get(i);
      if (failure != null) {
        one(
            pending.example().joined(),
            UnusableExample.Code.STEP_FAILED.name(),
            "example %d of task %s cannot be run after version %d, its step was made without it: %s"
                .formatted(pending.sequence(), task.name(), state.version, failure));
      } else if (!anyLoss || !Float.isFinite(losses[i])) {
        one(
            pending.example().joined(),
            UnusableExample.Code.NOT_FINITE.name(),
            "example %d of task %s gave loss %s and a gradient that is %s after version %d"
                .formatted(
                    pending.sequence(),
                    task.name(),
                    losses[i],
                    finiteGradient ? "finite" : "not finite",
                    state.version));
      }
    }
  }
}
