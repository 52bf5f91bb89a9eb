package dev.managedidentity.emulator.fault;

import java.util.List;

/**
 * An example of each fault that the emulator supports, for whoever wants to meet all of them. None
 * says which requests it is for.
 */
public final class FaultExamples {
  // Times are real seconds, and short: a client that waits for a minute tests the same code.
  private static final String ALL =
      """
      - {status: 400, code: BadRequest, message: The request is invalid.}
      - {status: 401}
      - {status: 403}
      - {status: 404}
      - {status: 408}
      - {status: 409}
      - {status: 412}
      - {status: 429, retryAfter: 1}
      - {status: 429, retryAfter: 1, code: SubscriptionRequestsThrottled}
      - {status: 500}
      - {status: 503}
      - {status: 503, retryAfter: 1}
      - {status: 504}
      - {status: 502, body: {title: Bad Gateway}}
      - {reset: true}
      - {stall: 1}
      - {truncate: true}
      - {garbage: true}
      - {empty: true}
      - {slowDrip: 1}
      - {status: 500, after: true}
      - {status: 503, after: true, retryAfter: 1}
      - {status: 504, after: true}
      - {reset: true, after: true}
      - {stall: 1, after: true}
      - {truncate: true, after: true}
      - {garbage: true, after: true}
      - {empty: true, after: true}
      - {operation: Failed}
      - {operation: Failed, code: OverconstrainedAllocationRequest, message: No capacity.}
      - {operation: Failed, revert: true}
      - {operation: Canceled}
      - {operation: Canceled, revert: true}
      - {operation: never}
      - {listed: {identity: omitted}}
      - {listed: {identity: former}}
      - {listed: {type: UserAssigned}}
      - {listed: {without: a}}
      """;

  private FaultExamples() {}

  /** One or more of each kind. */
  public static List<Fault> all() {
    return FaultFile.parse(ALL);
  }
}
