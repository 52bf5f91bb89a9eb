package dev.managedidentity.azure;

import java.io.IOException;

/** The certificate file cannot be signed in with; the message says why and what to do. */
final class UnusableCertificate extends IOException {
  private static final long serialVersionUID = 1L;

  UnusableCertificate(String message, Throwable cause) {
    super(message, cause);
  }
}
