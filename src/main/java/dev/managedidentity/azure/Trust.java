package dev.managedidentity.azure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Whose certificates we believe. */
final class Trust {
  private static final String REMEDY =
      "give a file of PEM certificates to trust, or leave it out to trust the JDK's own.";

  private Trust() {}

  /**
   * The JDK's own authorities and those in the file.
   *
   * @param caCertificateFile PEM, one or more certificates; null for the JDK's alone
   * @throws IllegalArgumentException if the file cannot be read or holds no certificate
   */
  static SSLContext with(Path caCertificateFile) {
    try {
      List<Certificate> trusted = new ArrayList<>(ofTheJdk());
      if (caCertificateFile != null) {
        trusted.addAll(certificates(caCertificateFile));
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers(keyStore(trusted)), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("This JDK cannot do TLS: " + e.getMessage(), e);
    }
  }

  private static List<Certificate> ofTheJdk() throws GeneralSecurityException {
    List<Certificate> trusted = new ArrayList<>();
    // Null is the JDK's store, or the one that -Djavax.net.ssl.trustStore names.
    for (TrustManager manager : managers(null)) {
      if (manager instanceof X509TrustManager x509) {
        trusted.addAll(List.of(x509.getAcceptedIssuers()));
      }
    }
    return trusted;
  }

  private static Collection<? extends Certificate> certificates(Path file) {
    Collection<? extends Certificate> found;
    try (InputStream pem = Files.newInputStream(file)) {
      found = CertificateFactory.getInstance("X.509").generateCertificates(pem);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "SSL_CERT_FILE is '%s', which cannot be read (%s); ".formatted(file, e) + REMEDY, e);
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "SSL_CERT_FILE is '%s', which holds no certificate; ".formatted(file) + REMEDY);
    }
    return found;
  }

  private static KeyStore keyStore(List<Certificate> trusted)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    for (int i = 0; i < trusted.size(); i++) {
      store.setCertificateEntry("trusted-" + i, trusted.get(i));
    }
    return store;
  }

  private static TrustManager[] managers(KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }
}
