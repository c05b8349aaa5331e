package dev.millrace.deploy.cli;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A terminal that gives keys as they are pressed instead of lines, and is set back when closed. By
 * {@code stty}, which every Unix has: a library for terminals would be ten times the code that uses
 * it.
 */
final class KeyTerminal implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(KeyTerminal.class);
  private static final File DEVICE = new File("/dev/tty");

  private final String before;
  private final InputStream keys;

  private KeyTerminal(String before, InputStream keys) {
    this.before = before;
    this.keys = keys;
  }

  /** The terminal of this process; empty where it has none or no {@code stty}. */
  static Optional<KeyTerminal> open() {
    if (System.console() == null || !DEVICE.canRead()) {
      return Optional.empty();
    }
    try {
      String before = stty("-g").strip();
      stty("-icanon", "-echo", "min", "1");
      return Optional.of(new KeyTerminal(before, new FileInputStream(DEVICE)));
    } catch (IOException e) {
      LOG.debug("event=no-keys", e);
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static String stty(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("stty"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectInput(DEVICE).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    if (code != 0) {
      throw new IOException("stty " + String.join(" ", arguments) + " ended with " + code);
    }
    return said;
  }

  InputStream keys() {
    return keys;
  }

  @Override
  public void close() {
    try {
      stty(before);
    } catch (IOException e) {
      LOG.warn("event=terminal-not-set-back reason=\"{}\"; type `stty sane`", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
