package dev.millrace.inference.fuse;

import dev.millrace.schemas.avro.Prediction;
import dev.millrace.stream.Outbound;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What has left a fusion, in order. */
final class Collected implements Fusion.Exit {

  final List<String> order = new ArrayList<>();
  final List<Map<String, Double>> values = new ArrayList<>();
  final List<Fusion.Result> results = new ArrayList<>();

  @Override
  public void prediction(Prediction prediction, Map<String, Double> fused, Fusion.Result result) {
    order.add(prediction.getEventId());
    values.add(fused);
    results.add(result);
  }

  @Override
  public void marker(Outbound marker) {
    order.add("marker");
  }
}
