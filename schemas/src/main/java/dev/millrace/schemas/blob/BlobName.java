package dev.millrace.schemas.blob;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Name of a blob: the SHA-256 of its content. Equal contents are one blob, and a reader can tell
 * whether it got what it asked for.
 *
 * @param sha256 64 hexadecimal digits, lower case
 */
public record BlobName(String sha256) {

  private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern KEY = Pattern.compile("sha256/([0-9a-f]{2})/([0-9a-f]{62})");
  private static final String SCHEME = "blob:";
  private static final String FOLDER = "sha256/";
  private static final int FAN_OUT = 2;

  /** Checks the digits: a name is part of a path. */
  public BlobName {
    if (!DIGITS.matcher(sha256).matches()) {
      throw new IllegalArgumentException("a blob's name is 64 hexadecimal digits: " + sha256);
    }
  }

  /** The name of a content. */
  public static BlobName of(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return new BlobName(HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Whether a text has the form of {@link #uri()}. */
  public static boolean isUri(String text) {
    return text.startsWith(SCHEME) && isKey(text.substring(SCHEME.length()));
  }

  /**
   * The name in a reference.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static BlobName ofUri(String uri) {
    if (!isUri(uri)) {
      throw new IllegalArgumentException("no reference to a blob: " + uri);
    }
    return ofKey(uri.substring(SCHEME.length()));
  }

  static boolean isKey(String key) {
    return KEY.matcher(key).matches();
  }

  static BlobName ofKey(String key) {
    return new BlobName(key.substring(FOLDER.length()).replace("/", ""));
  }

  /** Where it lies in a store: {@code sha256/ab/cdef…}, so that no folder has all of them. */
  public String key() {
    return FOLDER + sha256.substring(0, FAN_OUT) + "/" + sha256.substring(FAN_OUT);
  }

  /** How a record names it, whatever the store: {@code blob:sha256/ab/cdef…}. */
  public String uri() {
    return SCHEME + key();
  }
}
