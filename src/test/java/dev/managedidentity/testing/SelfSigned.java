package dev.managedidentity.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/**
 * A certificate that an application signs in with, and its private key.
 *
 * @param pem a file with both
 * @param pfx another with both, that the password opens
 * @param certificate as PEM, without the key
 */
public record SelfSigned(Path pem, Path pfx, String password, String certificate) {
  private static final String ALIAS = "application";

  /** Makes one whose files have this name. */
  public static SelfSigned make(Path directory, String name) throws IOException {
    String password = "open " + name;
    Path pfx = directory.resolve(name + ".pfx");
    keytool(pfx, password, name);
    try (InputStream in = Files.newInputStream(pfx)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, password.toCharArray());
      String certificate = pem("CERTIFICATE", store.getCertificate(ALIAS).getEncoded());
      String key = pem("PRIVATE KEY", store.getKey(ALIAS, password.toCharArray()).getEncoded());
      Path pem = Files.writeString(directory.resolve(name + ".pem"), key + certificate);
      return new SelfSigned(pem, pfx, password, certificate);
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private static void keytool(Path pfx, String password, String name) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            ALIAS,
            "-keyalg",
            "RSA",
            "-keysize",
            "2048",
            "-dname",
            "CN=" + name,
            "-validity",
            "7",
            "-storetype",
            "PKCS12",
            "-storepass",
            password,
            "-keystore",
            pfx.toString(),
            "-J-XX:TieredStopAtLevel=1");
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException("keytool: " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static String pem(String what, byte[] encoded) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(
            what,
            Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(encoded),
            what);
  }
}
