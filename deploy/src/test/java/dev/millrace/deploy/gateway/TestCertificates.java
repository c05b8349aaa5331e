package dev.millrace.deploy.gateway;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** A small authority that signs keys for loopback, made with the JDK's keytool. */
final class TestCertificates {

  private static final String SECRET = "changeit";

  private final Path folder;
  private final Path store;

  TestCertificates(Path folder) throws Exception {
    this.folder = folder;
    this.store = folder.resolve("keys.p12");
    keytool(
        List.of("-genkeypair", "-alias", "ca", "-keyalg", "EC", "-dname", "CN=ca", "-ext", "bc:c"));
    keytool(List.of("-exportcert", "-rfc", "-alias", "ca", "-file", ca().toString()));
  }

  Path ca() {
    return folder.resolve("ca.pem");
  }

  Path certificate(String name) {
    return folder.resolve(name + ".pem");
  }

  Path key(String name) {
    return folder.resolve(name + ".key");
  }

  /** Makes certificate and key for a name, valid for an address such as {@code ip:127.0.0.1}. */
  void sign(String name, String address) throws Exception {
    String request = folder.resolve(name + ".csr").toString();
    keytool(List.of("-genkeypair", "-alias", name, "-keyalg", "EC", "-dname", "CN=" + name));
    keytool(List.of("-certreq", "-alias", name, "-file", request));
    keytool(
        List.of(
            "-gencert",
            "-alias",
            "ca",
            "-rfc",
            "-infile",
            request,
            "-outfile",
            certificate(name).toString(),
            "-ext",
            "san=" + address));
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, SECRET.toCharArray());
    }
    byte[] der = keys.getKey(name, SECRET.toCharArray()).getEncoded();
    Files.writeString(
        key(name),
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(der)
            + "\n-----END PRIVATE KEY-----\n");
  }

  private void keytool(List<String> arguments) throws Exception {
    Path program = Path.of(System.getProperty("java.home"), "bin", "keytool");
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(arguments);
    command.addAll(
        List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", SECRET));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(command + ": " + said);
    }
  }
}
