package dev.millrace.trainer.autodiff;

import ai.onnx.proto.OnnxMl.AttributeProto;
import dev.millrace.models.graph.Attributes;
import dev.millrace.models.graph.ElementType;
import dev.millrace.models.graph.GraphBuilder;
import dev.millrace.models.graph.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes a loop over the first axis of some sequences, step by step: first its states and what it
 * goes along, then the operators of a step through {@link #step}, then {@link #run}. A step may
 * also read any value around the loop.
 */
final class Scan {

  /** Which way a loop goes along its sequences. */
  enum Order {
    FORWARD,
    REVERSE;

    Order opposite() {
      return this == FORWARD ? REVERSE : FORWARD;
    }
  }

  private final NodeWriter write;
  private final Order order;
  private final String prefix;
  private final GraphBuilder body;
  private final NodeWriter step;
  private final List<String> states = new ArrayList<>();
  private final List<String> sequences = new ArrayList<>();
  private final List<String> given = new ArrayList<>();

  /**
   * @param write where the loop goes
   * @param order which way it goes, for what it reads and what it gives
   */
  Scan(NodeWriter write, Order order) {
    this.write = write;
    this.order = order;
    this.prefix = write.fresh("Scan");
    this.body = GraphBuilder.named(prefix);
    this.step = new NodeWriter(body, prefix + ".");
  }

  /** Appends operators of one step. */
  NodeWriter step() {
    return step;
  }

  /** A value that a step hands to the next; gives its name in the step. States come first. */
  String state(String initial) {
    if (!sequences.isEmpty()) {
      throw new IllegalStateException("states come before what the loop goes along");
    }
    states.add(initial);
    return input("state" + states.size());
  }

  /** A sequence to go along; gives the name of its element in the step. */
  String each(String sequence) {
    sequences.add(sequence);
    return input("each" + sequences.size());
  }

  private String input(String name) {
    String full = prefix + "." + name;
    body.input(TensorSpec.unranked(full, ElementType.FLOAT32));
    given.add(full);
    return full;
  }

  /**
   * Appends the loop.
   *
   * @param next the states after a step, in their order
   * @param results values of a step to keep
   * @return the last states, then for each result all its values as one sequence
   */
  List<String> run(List<String> next, List<String> results) {
    List<String> outputs = new ArrayList<>(next);
    outputs.addAll(results);
    Set<String> taken = new HashSet<>(given);
    for (String value : outputs) {
      // A value may be a state and a result, but not an output twice; a copy costs time.
      String once = taken.add(value) ? value : step.op("Identity", value);
      body.output(TensorSpec.unranked(once, ElementType.FLOAT32));
    }
    List<String> inputs = new ArrayList<>(states);
    inputs.addAll(sequences);
    return write.ops(
        "Scan",
        next.size() + results.size(),
        inputs,
        Attributes.graph("body", body.build().graph()),
        Attributes.integer("num_scan_inputs", sequences.size()),
        directions("scan_input_directions", sequences.size()),
        directions("scan_output_directions", results.size()));
  }

  private AttributeProto directions(String attribute, int count) {
    long[] all = new long[count];
    Arrays.fill(all, order.ordinal());
    return Attributes.integers(attribute, all);
  }
}
