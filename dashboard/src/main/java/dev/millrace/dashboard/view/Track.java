package dev.millrace.dashboard.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.millrace.dashboard.json.Json;
import java.util.ArrayList;
import java.util.List;

/** The way a source has come: its newest points, each at least a metre from the one before. */
public final class Track {

  private static final int MOST = 500;

  private final List<double[]> points;

  private Track(List<double[]> points) {
    this.points = points;
  }

  Track() {
    this(new ArrayList<>());
  }

  /** Adds a point where it is apart from the last; whether it was. */
  boolean add(Position at) {
    double[] last = points.isEmpty() ? null : points.get(points.size() - 1);
    if (last != null && !at.apart(last[0], last[1])) {
      return false;
    }
    if (points.size() == MOST) {
      // Half of the older half: what is far behind is drawn more coarsely.
      for (int i = MOST / 2 - 1; i > 0; i -= 2) {
        points.remove(i);
      }
    }
    points.add(new double[] {at.x(), at.y()});
    return true;
  }

  /** {@code [[x, y], …]}, oldest first. */
  public ArrayNode json() {
    ArrayNode node = Json.array();
    points.forEach(point -> node.addArray().add(point[0]).add(point[1]));
    return node;
  }

  public static Track of(byte[] bytes) {
    List<double[]> points = new ArrayList<>();
    for (JsonNode point : Json.read(bytes)) {
      points.add(new double[] {point.path(0).asDouble(), point.path(1).asDouble()});
    }
    return new Track(points);
  }
}
