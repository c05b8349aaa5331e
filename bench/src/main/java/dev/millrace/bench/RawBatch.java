package dev.millrace.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.millrace.bench.RawConfiguration.Grouping;
import dev.millrace.inference.preprocess.TextTokens.Tokens;
import dev.millrace.models.runtime.Ort;
import dev.millrace.schemas.task.BundleManifest.TextInput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * One run of the raw model, made before the clock starts: its tensors lie ready off-heap, so a run
 * pays for ONNX Runtime alone.
 *
 * @param texts how many texts it holds
 * @param inputs its tensors by input name, {@code [texts, tokens]}
 */
record RawBatch(int texts, Map<String, OnnxTensor> inputs) implements AutoCloseable {

  /** The texts, grouped as the configuration says. */
  static List<RawBatch> of(TokenizedTexts texts, RawConfiguration how) throws OrtException {
    List<Tokens> order = new ArrayList<>(texts.tokens());
    if (how.grouping() != Grouping.ALONE) {
      order.sort(Comparator.comparingInt(one -> one.ids().length));
    }
    List<RawBatch> batches = new ArrayList<>();
    int from = 0;
    while (from < order.size()) {
      int to = from + 1;
      while (to < order.size() && to - from < how.batch() && mates(order, from, to, how)) {
        to++;
      }
      batches.add(of(texts.names(), order.subList(from, to)));
      from = to;
    }
    return batches;
  }

  private static boolean mates(List<Tokens> order, int first, int next, RawConfiguration how) {
    return how.grouping() == Grouping.SORTED
        || order.get(first).ids().length == order.get(next).ids().length;
  }

  private static RawBatch of(TextInput names, List<Tokens> mates) throws OrtException {
    int width = mates.stream().mapToInt(one -> one.ids().length).max().orElseThrow();
    LongBuffer ids = direct(mates.size() * width);
    LongBuffer mask = direct(mates.size() * width);
    LongBuffer types = direct(mates.size() * width);
    for (int row = 0; row < mates.size(); row++) {
      ids.put(row * width, mates.get(row).ids());
      mask.put(row * width, mates.get(row).mask());
      types.put(row * width, mates.get(row).types());
    }
    long[] shape = {mates.size(), width};
    return new RawBatch(
        mates.size(),
        Map.of(
            names.ids(), OnnxTensor.createTensor(Ort.environment(), ids, shape),
            names.mask(), OnnxTensor.createTensor(Ort.environment(), mask, shape),
            names.types(), OnnxTensor.createTensor(Ort.environment(), types, shape)));
  }

  private static LongBuffer direct(int longs) {
    return ByteBuffer.allocateDirect(longs * Long.BYTES)
        .order(ByteOrder.nativeOrder())
        .asLongBuffer();
  }

  /** Runs it; the result stays where ONNX Runtime put it, and is given back. */
  void run(OrtSession session) throws OrtException {
    session.run(inputs).close();
  }

  @Override
  public void close() {
    inputs.values().forEach(OnnxTensor::close);
  }
}
