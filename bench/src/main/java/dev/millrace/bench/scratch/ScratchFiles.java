package dev.millrace.bench.scratch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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

/** The folder of one model, as {@code make_scratch.py} writes it. */
final class ScratchFiles {

  private final Path folder;
  private final JsonNode run;

  ScratchFiles(Path folder) throws IOException {
    this.folder = folder;
    this.run = new ObjectMapper().readTree(folder.resolve("run.json").toFile());
  }

  String name() {
    return folder.getFileName().toString();
  }

  OnnxGraph model() throws IOException {
    return OnnxGraph.read(Files.readAllBytes(folder.resolve("model.onnx")), ModelLimits.DEFAULT);
  }

  int batch() {
    return run.get("settings").get("batch").intValue();
  }

  double rate() {
    return run.get("settings").get("rate").doubleValue();
  }

  /** Versions and seed on the other side, its processor time, and the size of the model. */
  JsonNode about() {
    return run.get("about");
  }

  /** PyTorch's curve. */
  List<Epoch> curve() {
    List<Epoch> epochs = new ArrayList<>();
    for (JsonNode epoch : run.get("epochs")) {
      epochs.add(
          new Epoch(
              epoch.get("trained").asDouble(Double.NaN),
              epoch.get("loss").doubleValue(),
              epoch.get("accuracy").doubleValue()));
    }
    return epochs;
  }

  /** Examples of a part, {@code train} or {@code test}. */
  List<Batch.Row> examples(String part) throws IOException {
    ByteBuffer values = bytes(part + ".bin");
    ByteBuffer labels = bytes(part + ".labels");
    List<Batch.Row> rows = new ArrayList<>();
    while (labels.hasRemaining()) {
      float[] x = new float[about().get("width").intValue()];
      for (int i = 0; i < x.length; i++) {
        x[i] = values.getFloat();
      }
      rows.add(new Batch.Row(List.of(x), new double[] {labels.getInt()}));
    }
    return rows;
  }

  /** A permutation of so many training examples for each pass. */
  List<int[]> order(int examples) throws IOException {
    ByteBuffer numbers = bytes("order.bin");
    List<int[]> order = new ArrayList<>();
    while (numbers.hasRemaining()) {
      int[] permutation = new int[examples];
      for (int i = 0; i < examples; i++) {
        permutation[i] = numbers.getInt();
      }
      order.add(permutation);
    }
    return order;
  }

  private ByteBuffer bytes(String file) throws IOException {
    byte[] all = Files.readAllBytes(folder.resolve(file));
    return ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
  }
}
