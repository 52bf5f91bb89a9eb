package dev.managedidentity.storm;

/** The storm cannot go on; the message says why. */
final class StormFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StormFailed(String message) {
    super(message);
  }

  StormFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
