package dev.millrace.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schemas.AvroCodec;
import dev.millrace.schemas.avro.Marker;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class EventGateTest {

  private static final Inbound EVENT = new Inbound("t", 0, 7, 0, null, new byte[] {1, 2, 3});

  @Test
  void markersEndHereAndEventsPass() throws Exception {
    byte[] marker = new AvroCodec().encode(new Marker("feed/x", 0, 1, 5L, false, Map.of()));
    try (var gate = open(null)) {
      gate.processElement(new StreamRecord<>(new Inbound("t", 0, 6, 0, null, marker)));
      gate.processElement(new StreamRecord<>(EVENT));
      assertThat(gate.extractOutputValues()).extracting(Inbound::offset).containsExactly(7L);
    }
  }

  @Test
  void watermarkIsThereAgainAfterARestartThoughNoMarkerFollows() throws Exception {
    OperatorSubtaskState saved;
    try (var gate = open(null)) {
      gate.processWatermark(new Watermark(4_711));
      saved = gate.snapshot(1, 1);
    }
    try (var gate = open(saved)) {
      assertThat(gate.getOutput()).containsExactly(new Watermark(4_711));
    }
  }

  @Test
  void afterAChangeOfParallelismTheSlowestSubtaskCounts() throws Exception {
    OperatorSubtaskState slow;
    OperatorSubtaskState fast;
    try (var gate = open(null)) {
      gate.processWatermark(new Watermark(10));
      slow = gate.snapshot(1, 1);
      gate.processWatermark(new Watermark(20));
      fast = gate.snapshot(2, 2);
    }
    OperatorSubtaskState both = AbstractStreamOperatorTestHarness.repackageState(slow, fast);
    try (var gate = open(both)) {
      assertThat(gate.getOutput()).containsExactly(new Watermark(10));
    }
  }

  @Test
  void watermarkNeverGoesBack() throws Exception {
    try (var gate = open(null)) {
      gate.processWatermark(new Watermark(20));
      gate.processWatermark(new Watermark(10));
      assertThat(List.copyOf(gate.getOutput())).isEqualTo(List.of(new Watermark(20)));
    }
  }

  private static OneInputStreamOperatorTestHarness<Inbound, Inbound> open(
      OperatorSubtaskState restored) throws Exception {
    var harness = new OneInputStreamOperatorTestHarness<Inbound, Inbound>(new EventGate());
    harness.setup();
    if (restored != null) {
      harness.initializeState(restored);
    }
    harness.open();
    return harness;
  }
}
