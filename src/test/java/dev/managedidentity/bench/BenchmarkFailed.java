package dev.managedidentity.bench;

/** Nothing can be measured any more: the message says what was expected and did not come. */
final class BenchmarkFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BenchmarkFailed(String message) {
    super(message);
  }

  BenchmarkFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
