package dev.millrace.bench.training;

import dev.millrace.bench.scratch.WholeModel;
import dev.millrace.models.graph.ModelLimits;
import dev.millrace.models.graph.OnnxGraph;
import dev.millrace.trainer.autodiff.Batch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the other side wrote.
 *
 * @param folder where
 */
record SpeedFiles(Path folder) {

  WholeModel model() throws IOException {
    byte[] file = Files.readAllBytes(folder.resolve("model.onnx"));
    return new WholeModel(OnnxGraph.read(file, ModelLimits.DEFAULT));
  }

  /** Batches of so many examples each. */
  List<Batch> batches(WholeModel model, int size) throws IOException {
    ByteBuffer values = bytes("x.bin");
    ByteBuffer labels = bytes("y.bin");
    int width = values.remaining() / labels.remaining();
    List<Batch.Row> rows = new ArrayList<>();
    while (labels.hasRemaining()) {
      float[] x = new float[width];
      values.asFloatBuffer().get(x);
      values.position(values.position() + width * Float.BYTES);
      rows.add(new Batch.Row(List.of(x), new double[] {labels.getInt()}));
    }
    List<Batch.Row> examples = model.examples(rows);
    List<Batch> batches = new ArrayList<>();
    for (int from = 0; from < examples.size(); from += size) {
      batches.add(new Batch(examples.subList(from, from + size)));
    }
    return batches;
  }

  private ByteBuffer bytes(String file) throws IOException {
    byte[] all = Files.readAllBytes(folder.resolve(file));
    return ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
  }
}
