package dev.managedidentity.operator;

/** The API server does not take the status of one object, while it may take those of others. */
final class StatusRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean isGone;

  private StatusRefused(String message, boolean isGone, Throwable cause) {
    super(message, cause);
    this.isGone = isGone;
  }

  /** It refuses what the status says, or that the operator writes it. */
  static StatusRefused because(Exception refusal) {
    return new StatusRefused(refusal.getMessage(), false, refusal);
  }

  /** There is no such object any more, though perhaps another one of its name. */
  static StatusRefused gone(Exception refusal) {
    return new StatusRefused(refusal.getMessage(), true, refusal);
  }

  boolean isGone() {
    return isGone;
  }
}
