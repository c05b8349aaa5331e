package dev.millrace.models.graph;

/**
 * What a model file may cost before it is run.
 *
 * @param maxBytes largest file in bytes
 * @param maxNodes most nodes, those of subgraphs and functions counted
 * @param maxNesting deepest subgraph (If, Loop, Scan) below the main graph
 */
public record ModelLimits(long maxBytes, int maxNodes, int maxNesting) {

  /**
   * 1 GiB, since a protobuf message ends at 2 GiB and is held twice while loading; 200,000 nodes,
   * ten times the largest unrolled network seen; 8 levels, since exporters nest two or three.
   */
  public static final ModelLimits DEFAULT = new ModelLimits(1L << 30, 200_000, 8);

  public ModelLimits {
    if (maxBytes < 1 || maxBytes > Integer.MAX_VALUE || maxNodes < 1 || maxNesting < 0) {
      throw new IllegalArgumentException(
          "limits must be positive, and maxBytes below 2 GiB: %d bytes, %d nodes, %d levels"
              .formatted(maxBytes, maxNodes, maxNesting));
    }
  }
}
