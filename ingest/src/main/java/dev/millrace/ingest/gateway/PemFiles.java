package dev.millrace.ingest.gateway;

import dev.millrace.ingest.source.UnusableSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/** Certificates and keys in PEM (RFC 7468), as brokers and their tools write them. */
final class PemFiles {

  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
  private static final List<String> ALGORITHMS = List.of("EC", "RSA", "Ed25519");

  /** The key store lives in memory alone, so its password guards nothing. */
  private static final char[] NO_SECRET = {};

  private PemFiles() {}

  /**
   * Trusts these authorities and no others.
   *
   * @throws UnusableSource if the file holds no certificates
   */
  static TrustManagerFactory trust(Path file) {
    try {
      KeyStore store = empty();
      int count = 0;
      for (Certificate certificate : certificates(file)) {
        store.setCertificateEntry("ca-" + count++, certificate);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      return trust;
    } catch (IOException | GeneralSecurityException e) {
      throw unusable(file, "certificates (-----BEGIN CERTIFICATE-----)", e);
    }
  }

  /**
   * Shows this certificate to whoever asks for one.
   *
   * @throws UnusableSource if one of the files can't be read or they don't belong together
   */
  static KeyManagerFactory identity(Path certificate, Path key) {
    PrivateKey secret = key(key);
    try {
      KeyStore store = empty();
      Certificate[] chain = certificates(certificate).toArray(new Certificate[0]);
      store.setKeyEntry("client", secret, NO_SECRET, chain);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, NO_SECRET);
      return keys;
    } catch (IOException | GeneralSecurityException e) {
      throw unusable(certificate, "the certificate of " + key, e);
    }
  }

  private static KeyStore empty() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_SECRET);
    return store;
  }

  private static Collection<? extends Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file)) {
      Collection<? extends Certificate> all =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (all.isEmpty()) {
        throw new IOException("no certificate in it");
      }
      return all;
    }
  }

  private static PrivateKey key(Path file) {
    String form = "an unencrypted PKCS #8 key (-----BEGIN PRIVATE KEY-----; openssl pkcs8 -topk8)";
    try {
      Matcher pem = KEY.matcher(Files.readString(file, StandardCharsets.US_ASCII));
      if (!pem.find()) {
        throw new IOException("no such key in it");
      }
      byte[] der = Base64.getMimeDecoder().decode(pem.group(1));
      for (String algorithm : ALGORITHMS) {
        try {
          return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (InvalidKeySpecException e) {
          continue;
        }
      }
      throw new IOException("its algorithm is none of " + ALGORITHMS);
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw unusable(file, form, e);
    }
  }

  private static UnusableSource unusable(Path file, String expected, Exception e) {
    return new UnusableSource(
        "file " + file + " can't be used: " + e.getMessage() + "; it should hold " + expected, e);
  }
}
