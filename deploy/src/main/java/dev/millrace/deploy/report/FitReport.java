package dev.millrace.deploy.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.trainer.fit.Epoch;
import java.util.List;

/**
 * The sum of a fit: {@code fit.json}.
 *
 * @param task name of the task
 * @param training examples that were learned
 * @param validation examples that were held out
 * @param epochs passes in order, the state before the first included
 * @param hash hash of the parameters that were kept
 */
public record FitReport(
    String task, int training, int validation, List<Epoch> epochs, String hash) {

  public FitReport {
    epochs = List.copyOf(epochs);
  }

  /** The pass whose parameters were kept: of least validation loss, else the last. */
  public Epoch best() {
    if (validation == 0) {
      return epochs.get(epochs.size() - 1);
    }
    Epoch best = epochs.get(0);
    for (Epoch epoch : epochs) {
      // Of equal ones the first, as the fit keeps it.
      if (epoch.validationLoss() < best.validationLoss()) {
        best = epoch;
      }
    }
    return best;
  }

  /** The report as JSON. */
  public Report json() {
    ObjectNode json = Report.object();
    json.put("task", task);
    json.put("training_examples", training);
    json.put("validation_examples", validation);
    json.put("best_epoch", best().number());
    json.put("parameters", hash);
    ArrayNode array = json.putArray("epochs");
    for (Epoch epoch : epochs) {
      ObjectNode node = array.addObject().put("epoch", epoch.number());
      finite(node, "training_loss", epoch.trainingLoss());
      finite(node, "validation_loss", epoch.validationLoss());
      epoch.metrics().forEach((name, value) -> finite(node, name, value));
    }
    return new Report(json);
  }

  /** JSON has no NaN; what is not known is left out. */
  private static void finite(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, value);
    }
  }
}
