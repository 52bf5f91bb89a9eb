package dev.managedidentity.emulator.wire;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * The self-signed certificate of a directory. Credentials refuse to send a token over plain HTTP,
 * so the emulator speaks TLS, and clients trust {@code ca.pem} as they would any private authority.
 *
 * <p>The JDK makes certificates only through its keytool, hence the child process. A certificate
 * that is already there is used again, so that clients need not be told anew at each start.
 */
public final class Certificate {
  /** Guards nothing: whoever reads the file may use the key. PKCS12 insists on one. */
  private static final char[] PASSWORD = "emulator".toCharArray();

  private static final String ALIAS = "emulator";
  private static final Duration LEAST_VALIDITY = Duration.ofDays(1);

  /** The key store that this process made; to make one takes keytool half a second. */
  private static byte[] made;

  private final KeyStore store;
  private final Path pem;

  private Certificate(KeyStore store, Path pem) {
    this.store = store;
    this.pem = pem;
  }

  /** The certificate in {@code directory}, made anew where none is usable. */
  public static Certificate in(Path directory) throws IOException {
    Path file = directory.resolve("server.p12");
    Path pem = directory.resolve("ca.pem");
    try {
      // Opening one takes a good part of a start, so it is done once.
      Optional<KeyStore> found = usable(file);
      if (found.isEmpty()) {
        Files.deleteIfExists(file);
        put(file);
      }
      KeyStore store = found.isPresent() ? found.get() : load(file);
      Files.writeString(pem, pemOf(store));
      return new Certificate(store, pem);
    } catch (GeneralSecurityException e) {
      throw new IOException("The key store " + file + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** The file that clients are to trust. */
  public Path pem() {
    return pem;
  }

  /** A context for servers that show this certificate. */
  public SSLContext context() {
    try {
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JDK has no usable TLS", e);
    }
  }

  private static Optional<KeyStore> usable(Path file) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      KeyStore store = load(file);
      X509Certificate found = (X509Certificate) store.getCertificate(ALIAS);
      boolean good =
          found != null
              && found.getNotAfter().toInstant().isAfter(Instant.now().plus(LEAST_VALIDITY));
      return good ? Optional.of(store) : Optional.empty();
    } catch (IOException | GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private static KeyStore load(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD);
    }
    return store;
  }

  /** All emulators of a process that find no certificate in their directories share one. */
  private static synchronized void put(Path file) throws IOException {
    if (made == null) {
      make(file);
      made = Files.readAllBytes(file);
    } else {
      Files.write(Files.createFile(file), made);
    }
    OwnerOnly.apply(file);
  }

  private static void make(Path file) throws IOException {
    Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
    // A certificate authority by its own word: OpenSSL in strict mode trusts nothing else.
    List<String> command =
        List.of(
            keytool.toString(),
            "-genkeypair",
            "-alias",
            ALIAS,
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=localhost",
            "-validity",
            "365",
            "-ext",
            "san=dns:localhost,ip:127.0.0.1",
            "-ext",
            "bc:critical=ca:true",
            "-ext",
            "ku:critical=digitalSignature,keyCertSign",
            "-storetype",
            "PKCS12",
            "-storepass",
            new String(PASSWORD),
            "-keystore",
            file.toString(),
            "-J-XX:TieredStopAtLevel=1",
            "-J-XX:+UseSerialGC");
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IOException("keytool could not make " + file + ": " + said.strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while keytool made " + file, e);
    }
  }

  private static String pemOf(KeyStore store) throws GeneralSecurityException {
    Base64.Encoder encoder =
        Base64.getMimeEncoder(64, System.lineSeparator().getBytes(StandardCharsets.US_ASCII));
    return "-----BEGIN CERTIFICATE-----\n"
        + encoder.encodeToString(store.getCertificate(ALIAS).getEncoded())
        + "\n-----END CERTIFICATE-----\n";
  }

  /** Takes a file away from everyone but its owner, where the file system can say so. */
  private static final class OwnerOnly {
    static void apply(Path file) throws IOException {
      if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      }
    }
  }
}
