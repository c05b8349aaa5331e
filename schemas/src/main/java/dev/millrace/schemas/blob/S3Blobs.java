package dev.millrace.schemas.blob;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Blobs behind the S3 API: AWS and the many that speak as it does. Of the API it needs five
 * requests, so the client is one of ours on {@code java.net.http}; the bucket stands in the path,
 * which every service understands.
 */
final class S3Blobs implements BlobStore {

  private static final SortedMap<String, String> NO_QUERY = Collections.emptySortedMap();
  private static final byte[] NO_BODY = {};

  /** A thousand keys and what is said of them. */
  private static final int MOST_LISTED_BYTES = 4 << 20;

  private static final int OK = 200;
  private static final int NO_CONTENT = 204;
  private static final int NOT_FOUND = 404;
  private static final Pattern CODE = Pattern.compile("<Code>([^<]{1,100})</Code>");

  private final String where;
  private final String bucket;
  private final String prefix;
  private final S3Client client;

  /**
   * Blobs in a bucket.
   *
   * @param uri {@code s3://BUCKET[/PREFIX]}
   * @param clock time of the signatures
   */
  S3Blobs(URI uri, S3Settings settings, InstantSource clock) throws IOException {
    String path = uri.getPath() == null ? "" : uri.getPath();
    String inner = path.replaceAll("^/+|/+$", "");
    if (!inner.matches("[a-zA-Z0-9._/-]*") || inner.contains("..")) {
      throw new IOException(
          "the prefix of " + uri + " may have letters, digits, '.', '_', '-' and '/'");
    }
    this.where = uri + " at " + settings.endpoint();
    this.bucket = "/" + uri.getHost();
    this.prefix = inner.isEmpty() ? "" : inner + "/";
    this.client = new S3Client(settings, clock);
  }

  private String path(BlobName name) {
    return bucket + "/" + prefix + name.key();
  }

  @Override
  public BlobName put(byte[] content) throws IOException {
    BlobName name = BlobName.of(content);
    HttpResponse<byte[]> answer =
        client.ask("PUT", path(name), NO_QUERY, content, MOST_LISTED_BYTES);
    if (answer.statusCode() != OK) {
      throw refused("PUT", answer);
    }
    return name;
  }

  @Override
  public byte[] get(BlobName name, int mostBytes) throws IOException, UnusableBlob {
    HttpResponse<byte[]> answer;
    try {
      answer = client.ask("GET", path(name), NO_QUERY, NO_BODY, mostBytes);
    } catch (S3Client.AnswerTooLarge e) {
      throw UnusableBlob.tooLarge(name, where, e.bytes(), mostBytes);
    }
    if (answer.statusCode() == NOT_FOUND) {
      throw UnusableBlob.missing(name, where);
    }
    if (answer.statusCode() != OK) {
      throw refused("GET", answer);
    }
    return UnusableBlob.checked(name, where, answer.body());
  }

  @Override
  public void list(Consumer<Stored> each) throws IOException {
    String token = null;
    do {
      SortedMap<String, String> query = new TreeMap<>();
      query.put("list-type", "2");
      query.put("prefix", encoded(prefix + "sha256/"));
      if (token != null) {
        query.put("continuation-token", encoded(token));
      }
      HttpResponse<byte[]> answer = client.ask("GET", bucket, query, NO_BODY, MOST_LISTED_BYTES);
      if (answer.statusCode() != OK) {
        throw refused("GET", answer);
      }
      S3Listing page = S3Listing.parse(answer.body());
      for (S3Listing.Entry entry : page.entries()) {
        String key = entry.key().substring(Math.min(prefix.length(), entry.key().length()));
        if (entry.key().startsWith(prefix) && BlobName.isKey(key)) {
          each.accept(new Stored(BlobName.ofKey(key), entry.bytes(), entry.putAt()));
        }
      }
      token = page.next();
    } while (token != null);
  }

  @Override
  public boolean remove(BlobName name, Instant before) throws IOException {
    HttpResponse<byte[]> head =
        client.ask("HEAD", path(name), NO_QUERY, NO_BODY, MOST_LISTED_BYTES);
    if (head.statusCode() == NOT_FOUND) {
      return false;
    }
    if (head.statusCode() != OK) {
      throw refused("HEAD", head);
    }
    if (!putAt(head).isBefore(before)) {
      return false;
    }
    HttpResponse<byte[]> answer =
        client.ask("DELETE", path(name), NO_QUERY, NO_BODY, MOST_LISTED_BYTES);
    if (answer.statusCode() != NO_CONTENT && answer.statusCode() != OK) {
      throw refused("DELETE", answer);
    }
    return true;
  }

  private static Instant putAt(HttpResponse<byte[]> head) throws IOException {
    String text = head.headers().firstValue("last-modified").orElse("");
    try {
      return DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from);
    } catch (DateTimeException e) {
      throw new IOException("the answer to HEAD has no time in Last-Modified: '" + text + "'", e);
    }
  }

  private IOException refused(String method, HttpResponse<byte[]> answer) {
    Matcher code = CODE.matcher(new String(answer.body(), StandardCharsets.UTF_8));
    return new IOException(
        method
            + " at "
            + where
            + " answers "
            + answer.statusCode()
            + (code.find() ? " (" + code.group(1) + ")" : "")
            + "; check the bucket, its rights and the settings file");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }

  @Override
  public String where() {
    return where;
  }
}
