package dev.managedidentity.azure;

import java.nio.file.Path;
import java.util.Objects;

/**
 * A certificate with its private key that an application signs in with.
 *
 * @param file PEM with a PKCS#8 private key, or PFX (PKCS#12)
 * @param password of a PFX file; null where it has none
 */
public record ClientCertificate(Path file, String password) {

  public ClientCertificate {
    Objects.requireNonNull(file);
    password = password == null || password.isEmpty() ? null : password;
  }

  /** The certificate without its password. */
  @Override
  public String toString() {
    return "ClientCertificate[" + file + "]";
  }
}
