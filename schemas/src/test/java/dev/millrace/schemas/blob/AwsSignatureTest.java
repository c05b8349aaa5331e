package dev.millrace.schemas.blob;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The examples of "Signature Calculations for the Authorization Header: Transferring Payload in a
 * Single Chunk" in Amazon's S3 API reference.
 */
class AwsSignatureTest {

  private static final AwsSignature SIGNATURE =
      new AwsSignature(
          "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "GET|/test.txt|-|range: bytes=0-9|-"
            + "|f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        "PUT|/test%24file.text|-|date: Fri, 24 May 2013 00:00:00 GMT;"
            + "x-amz-storage-class: REDUCED_REDUNDANCY|Welcome to Amazon S3."
            + "|98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
        "GET|/|lifecycle=|-|-"
            + "|fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
        "GET|/|max-keys=2&prefix=J|-|-"
            + "|34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
      })
  void publishedExamplesAreSignedAlike(
      String method, String path, String query, String more, String body, String expected) {
    String payload =
        AwsSignature.sha256((body == null ? "" : body).getBytes(StandardCharsets.UTF_8));
    TreeMap<String, String> headers = new TreeMap<>();
    headers.put("host", "examplebucket.s3.amazonaws.com");
    headers.put("x-amz-content-sha256", payload);
    headers.put("x-amz-date", AwsSignature.time(Instant.parse("2013-05-24T00:00:00Z")));
    for (String header : more == null ? new String[0] : more.split(";", -1)) {
      headers.put(header.split(": ", 2)[0], header.split(": ", 2)[1]);
    }
    TreeMap<String, String> parameters = new TreeMap<>(Map.of());
    for (String parameter : query == null ? new String[0] : query.split("&", -1)) {
      parameters.put(parameter.split("=", 2)[0], parameter.split("=", 2)[1]);
    }
    assertThat(SIGNATURE.authorization(method, path, parameters, headers, payload))
        .startsWith(
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,")
        .endsWith(",Signature=" + expected);
  }
}
