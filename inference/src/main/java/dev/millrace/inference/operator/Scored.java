package dev.millrace.inference.operator;

import dev.millrace.stream.Outbound;
import java.util.List;

/**
 * What became of one sample.
 *
 * @param records what is written for it
 * @param counted counters it raises
 */
record Scored(List<Outbound> records, List<String> counted) {

  Scored {
    records = List.copyOf(records);
    counted = List.copyOf(counted);
  }
}
