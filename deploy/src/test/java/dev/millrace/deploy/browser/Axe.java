package dev.millrace.deploy.browser;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Judges the page that a browser shows by axe-core's rules. */
public final class Axe {

  private static final String SCRIPT = "/axe.min.js";

  private static final String RUN =
      """
      return axe.run(document).then((result) => result.violations
        .filter((v) => v.impact === 'serious' || v.impact === 'critical')
        .flatMap((v) => v.nodes.map((n) => v.id + ' (' + v.impact + '): ' + n.html)));
      """;

  private Axe() {}

  /** Serious and critical findings, each with the rule and the element. */
  public static List<String> findings(Chromium browser) {
    browser.script(source());
    Object found = browser.script(RUN);
    return ((List<?>) found).stream().map(String::valueOf).toList();
  }

  private static String source() {
    try (InputStream in = Axe.class.getResourceAsStream(SCRIPT)) {
      if (in == null) {
        throw new IllegalStateException(SCRIPT + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
