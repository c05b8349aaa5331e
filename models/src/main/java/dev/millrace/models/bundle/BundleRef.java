package dev.millrace.models.bundle;

import java.io.Serializable;
import java.util.regex.Pattern;

/**
 * Names a bundle in a job graph, where no local path may stand.
 *
 * @param name name of the bundle, for people
 * @param sha256 the bundle's digest, which the receiver checks
 */
public record BundleRef(String name, String sha256) implements Serializable {

  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

  public BundleRef {
    if (!DIGEST.matcher(sha256).matches()) {
      throw new IllegalArgumentException("not a SHA-256 in hexadecimal: '" + sha256 + "'");
    }
  }
}
