package dev.millrace.dashboard.view;

import dev.millrace.dashboard.json.Json;
import dev.millrace.schemas.avro.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Brings reasons that differ in numbers and names alone under one. */
public final class Reasons {

  private static final int LONGEST = 500;
  private static final int ID_BYTES = 8;

  /** Quoted values, long hexadecimal digits, and numbers with what joins them. */
  private static final Pattern PARTICULAR =
      Pattern.compile("'[^']*'|\"[^\"]*\"|\\b[0-9a-fA-F]{8,}\\b|\\d+(?:[.:,@+-]\\d+)*");

  private Reasons() {}

  /** The reason with … for what is particular to one record. */
  static String common(String reason) {
    return PARTICULAR.matcher(Json.cut(reason, LONGEST)).replaceAll("…");
  }

  /** The group that a letter belongs to. */
  public static String of(DeadLetter letter) {
    return id(letter.getStage(), letter.getError(), common(letter.getReason()));
  }

  /** A short id, the same on every instance. */
  static String id(String stage, String error, String common) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(String.join("\0", stage, error, common).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
