package dev.managedidentity.azure;

/**
 * The process stops, so the request was not sent. It ends the reconcile where it stands, as a kill
 * at this point does: whatever the next process needs is on record before each write, and no status
 * reports a failure that is none.
 */
public final class CallsStopped extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CallsStopped() {
    super("not sent: the operator is stopping");
  }
}
