package dev.millrace.schemas.blob;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs requests as S3 wants it ("Signature Calculations for the Authorization Header: Transferring
 * Payload in a Single Chunk (AWS Signature Version 4)"). The secret is in no message and in no
 * {@code toString}. Thread-safe.
 */
final class AwsSignature {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final int DATE_CHARS = 8;
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final String SERVICE = "s3";
  private static final String END = "aws4_request";

  private final String accessKey;
  private final String secretKey;
  private final String region;

  AwsSignature(String accessKey, String secretKey, String region) {
    this.accessKey = accessKey;
    this.secretKey = secretKey;
    this.region = region;
  }

  /** The time as the header {@code x-amz-date} has it. */
  static String time(Instant now) {
    return TIME.format(now);
  }

  /**
   * Value of the header {@code Authorization}.
   *
   * @param path as it is sent, percent-encoded
   * @param query parameters by name, both percent-encoded
   * @param headers all that are signed, by name in lower case; among them {@code host} and {@code
   *     x-amz-date}
   * @param payload SHA-256 of the body in hexadecimal digits
   */
  String authorization(
      String method,
      String path,
      SortedMap<String, String> query,
      SortedMap<String, String> headers,
      String payload) {
    String time = String.valueOf(headers.get("x-amz-date"));
    String date = time.substring(0, DATE_CHARS);
    String signed = String.join(";", headers.keySet());
    String request =
        String.join(
            "\n",
            method,
            path,
            query(query),
            headers.entrySet().stream()
                .map(header -> header.getKey() + ":" + header.getValue().strip() + "\n")
                .collect(Collectors.joining()),
            signed,
            payload);
    String scope = String.join("/", date, region, SERVICE, END);
    String toSign = String.join("\n", ALGORITHM, time, scope, sha256(utf8(request)));
    byte[] key = hmac(hmac(hmac(hmac(utf8("AWS4" + secretKey), date), region), SERVICE), END);
    return ALGORITHM
        + " Credential="
        + accessKey
        + "/"
        + scope
        + ",SignedHeaders="
        + signed
        + ",Signature="
        + HexFormat.of().formatHex(hmac(key, toSign));
  }

  /** Parameters as they are sent and signed. */
  static String query(Map<String, String> query) {
    return query.entrySet().stream()
        .map(parameter -> parameter.getKey() + "=" + parameter.getValue())
        .collect(Collectors.joining("&"));
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(utf8(text));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
