/**
 * ONNX files as graphs: read safely, build, cut, join, summarise. Pure Java over the protobuf
 * classes; nothing here runs a model.
 *
 * <p>Start at {@link dev.millrace.models.graph.OnnxGraph}. Bytes become a graph within {@link
 * dev.millrace.models.graph.ModelLimits}; {@link dev.millrace.models.graph.GraphCut} splits it at
 * the first trainable initializer, or {@link dev.millrace.models.graph.Heads} makes a fresh head
 * for it; {@link dev.millrace.models.graph.GraphJoin} makes one standard file of the parts again.
 */
@NullMarked
package dev.millrace.models.graph;

import org.jspecify.annotations.NullMarked;
