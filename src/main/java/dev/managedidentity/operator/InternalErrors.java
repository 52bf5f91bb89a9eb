package dev.managedidentity.operator;

import io.fabric8.kubernetes.client.KubernetesClientException;

/** Says in one line what failed in the program itself, and what to do about it. Pure. */
final class InternalErrors {
  private static final String OURS = "dev.managedidentity.";
  private static final int LONGEST = 600;

  private InternalErrors() {}

  /**
   * The message of the condition.
   *
   * @param doing what failed, such as "the reconcile of" and an id
   */
  static String message(String doing, Throwable failure) {
    return "The operator failed in "
        + doing
        + " ("
        + line(failure)
        + "). It retries with increasing delay; other targets are not affected. This is a fault of"
        + " the operator: please report this message, its version, and the stack trace in its log"
        + " as an issue in its repository.";
  }

  /**
   * Whether the API server is away, or asks to slow down: no fault of the program or of an object.
   */
  static boolean isApiServerAway(Throwable failure) {
    return failure instanceof KubernetesClientException refusal
        && (refusal.getCode() == 0
            || refusal.getCode() == 401
            || refusal.getCode() == 408
            || refusal.getCode() == 429
            || refusal.getCode() >= 500);
  }

  /** The failure, and where in the program it comes from. */
  static String line(Throwable failure) {
    String said = failure.toString().replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    String shown = said.length() > LONGEST ? said.substring(0, LONGEST) + "…" : said;
    for (StackTraceElement frame : failure.getStackTrace()) {
      if (frame.getClassName().startsWith(OURS)) {
        String type = frame.getClassName().substring(frame.getClassName().lastIndexOf('.') + 1);
        return "%s at %s.%s:%d"
            .formatted(shown, type, frame.getMethodName(), frame.getLineNumber());
      }
    }
    return shown;
  }
}
