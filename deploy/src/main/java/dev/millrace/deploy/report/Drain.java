package dev.millrace.deploy.report;

import dev.millrace.schemas.MarkerTracker;
import dev.millrace.schemas.Origins;
import dev.millrace.schemas.avro.Marker;
import dev.millrace.schemas.task.Task;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether all input has left the loop: the inference job's end for every task has arrived in every
 * partition of the predictions, and the trainer's for every task that learns among the metrics.
 * Only committed markers count, so the last transaction is done as well. Not thread-safe.
 */
final class Drain {

  private record Place(String origin, int partition, MarkerTracker tracker) {}

  private final List<Place> inference = new ArrayList<>();
  private final List<Place> training = new ArrayList<>();

  Drain(Collection<Task> tasks, int predictionPartitions, int metricPartitions) {
    for (Task task : tasks) {
      places(inference, Origins.inference(task.name()), predictionPartitions);
      if (task.learns()) {
        places(training, Origins.trainer(task.name()), metricPartitions);
      }
    }
  }

  private static void places(List<Place> places, String origin, int partitions) {
    for (int partition = 0; partition < partitions; partition++) {
      places.add(new Place(origin, partition, new MarkerTracker(origin)));
    }
  }

  void inPredictions(int partition, Marker marker) {
    accept(inference, partition, marker);
  }

  void inMetrics(int partition, Marker marker) {
    accept(training, partition, marker);
  }

  private static void accept(List<Place> places, int partition, Marker marker) {
    for (Place place : places) {
      if (place.partition() == partition && place.origin().equals(marker.getOrigin())) {
        place.tracker().accept(marker);
        return;
      }
    }
  }

  boolean done() {
    return allEnded(inference) && allEnded(training);
  }

  private static boolean allEnded(List<Place> places) {
    return places.stream().allMatch(place -> place.tracker().ended());
  }

  /** Which stages have not ended, for people who wait: origin and how far it has come. */
  Map<String, Long> open() {
    Map<String, Long> open = new TreeMap<>();
    for (List<Place> places : List.of(inference, training)) {
      for (Place place : places) {
        if (!place.tracker().ended()) {
          open.merge(place.origin(), place.tracker().reached(), Math::min);
        }
      }
    }
    return open;
  }
}
