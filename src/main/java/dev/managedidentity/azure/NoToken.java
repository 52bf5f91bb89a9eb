package dev.managedidentity.azure;

/** Signing in failed; the cause is whatever the library made of it. */
final class NoToken extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NoToken(Throwable cause) {
    super("no token", cause);
  }
}
