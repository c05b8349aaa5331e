package dev.millrace.bench.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The Python process: it works only while it is asked, and waits otherwise. Close it. */
final class TorchProcess implements AutoCloseable {

  /** Surroundings that choose kernels or threads; PyTorch is to choose for itself. */
  private static final List<String> MEDDLING =
      List.of("OPENBLAS_", "GOTO_", "BLIS_", "MKL_", "NVPL_", "OMP_", "KMP_", "DNNL_", "ATEN_");

  private final ObjectMapper json = new ObjectMapper();
  private final Process process;
  private final BufferedWriter commands;
  private final BufferedReader answers;

  TorchProcess(String python, Path script) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(python, script.toString());
    builder.environment().keySet().removeIf(TorchProcess::meddles);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    process = builder.start();
    commands = process.outputWriter(StandardCharsets.UTF_8);
    answers = process.inputReader(StandardCharsets.UTF_8);
  }

  private static boolean meddles(String variable) {
    return MEDDLING.stream().anyMatch(variable.toUpperCase(Locale.ROOT)::startsWith);
  }

  /** Versions, BLAS and how PyTorch was built. */
  JsonNode about() throws IOException {
    return ask(Map.of("do", "about"));
  }

  /** Writes model and examples into a folder; gives loss and gradients of the first batch. */
  JsonNode model(String name, int batch, Path folder) throws IOException {
    return ask(Map.of("do", "model", "name", name, "batch", batch, "folder", folder.toString()));
  }

  /** Makes so many steps from the first weights. */
  Turn steps(int threads, int steps, double rate) throws IOException {
    JsonNode took = ask(Map.of("do", "steps", "threads", threads, "steps", steps, "rate", rate));
    return new Turn(took.get("nanos").longValue(), took.get("cpu").longValue());
  }

  private JsonNode ask(Map<String, Object> command) throws IOException {
    commands.write(json.writeValueAsString(command));
    commands.newLine();
    commands.flush();
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException(
          "PyTorch's process ended at %s; run the script by hand to see why".formatted(command));
    }
    return json.readTree(answer);
  }

  @Override
  public void close() throws IOException {
    commands.close();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
    }
  }
}
