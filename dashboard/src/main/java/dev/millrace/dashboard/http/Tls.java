package dev.millrace.dashboard.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** Certificate and key of the server, from a key store of Java (PKCS #12 or JKS). */
public final class Tls {

  private final KeyStore keys;
  private final String password;

  private Tls(KeyStore keys, String password) {
    this.keys = keys;
    this.password = password;
  }

  /**
   * Reads both files.
   *
   * @param keystore certificate and key
   * @param passwordFile its first line opens the key store
   * @throws IllegalArgumentException if that does not work
   */
  public static Tls read(Path keystore, Path passwordFile) {
    try (InputStream in = Files.newInputStream(keystore)) {
      String password = Files.readString(passwordFile).lines().findFirst().orElse("");
      KeyStore keys = KeyStore.getInstance(KeyStore.getDefaultType());
      keys.load(in, password.toCharArray());
      return new Tls(keys, password);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "key store "
              + keystore
              + " can't be opened with the password in "
              + passwordFile
              + ": "
              + e.getMessage()
              + "; make one with keytool -genkeypair -storetype PKCS12",
          e);
    }
  }

  ServerConnector connector(Server jetty, DashboardSettings settings) {
    SslContextFactory.Server ssl = new SslContextFactory.Server();
    ssl.setKeyStore(keys);
    ssl.setKeyStorePassword(password);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    // Which names are right is for the guard; a certificate for another name is the browser's.
    http.addCustomizer(new SecureRequestCustomizer(false));
    ServerConnector connector =
        new ServerConnector(
            jetty, new SslConnectionFactory(ssl, "http/1.1"), new HttpConnectionFactory(http));
    connector.setHost(settings.host());
    connector.setPort(settings.port());
    return connector;
  }
}
