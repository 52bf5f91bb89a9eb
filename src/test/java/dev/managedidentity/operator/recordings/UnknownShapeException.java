package dev.managedidentity.operator.recordings;

/** A recording says something that this reader does not understand: never to be skipped. */
public final class UnknownShapeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnknownShapeException(String message) {
    super(message);
  }

  UnknownShapeException(String message, Throwable cause) {
    super(message, cause);
  }
}
