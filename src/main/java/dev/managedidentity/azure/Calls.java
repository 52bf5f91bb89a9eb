package dev.managedidentity.azure;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Is told of each call to Azure when it has ended, or is not made, on the thread that makes it. */
@FunctionalInterface
public interface Calls {
  /** Of whose calls nobody wants to know. */
  Calls UNHEARD = unused -> {};

  /** One request was answered, or failed. It holds the call up, and must not throw. */
  void ended(Ended call);

  /** A call was not made, because Azure's limits leave no room for it just now. */
  default void heldBack(CallKind kind) {}

  /**
   * How a call ended. One that failed because no token was to be had is one, too.
   *
   * @param problem empty if all went well
   * @param took with getting a token, where that was needed
   * @param left what Azure's answer says may still be asked
   */
  record Ended(CallKind kind, Optional<Problem> problem, Duration took, List<TokensLeft> left) {}
}
