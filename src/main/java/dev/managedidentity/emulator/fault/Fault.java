package dev.managedidentity.emulator.fault;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One fault as it is written in a fault file. Everything but one action may be left out.
 *
 * @param match which requests; all of them where left out
 * @param share the share of the matching requests, 0 to 1
 * @param times after so many the fault is over
 * @param seconds the fault is over so long after it was put in force, at Azure's own pace
 * @param skip so many matching requests pass first
 * @param after whether the request takes effect before its answer is damaged
 * @param status action: answer with this HTTP status
 * @param retryAfter seconds in a Retry-After header, with {@code status}
 * @param body the whole JSON body, with {@code status}
 * @param code the error code, with {@code status} or {@code operation}
 * @param message the error message, with {@code status} or {@code operation}
 * @param reset action: close the connection without an answer
 * @param stall action: say nothing for so many real seconds, then close the connection
 * @param truncate action: half the body under the full Content-Length, then close
 * @param garbage action: 200 with bytes that are no JSON
 * @param empty action: 200 without a body
 * @param slowDrip action: the true answer, spread over so many real seconds
 * @param operation action: the operation that the request starts ends Failed, Canceled or never
 * @param listed action: a list of scale sets or machines shows other identities than there are
 * @param revert with {@code operation}: the change is undone when the operation ends
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Fault(
    Match match,
    Double share,
    Integer times,
    Double seconds,
    Integer skip,
    Boolean after,
    Integer status,
    Integer retryAfter,
    JsonNode body,
    String code,
    String message,
    Boolean reset,
    Double stall,
    Boolean truncate,
    Boolean garbage,
    Boolean empty,
    Double slowDrip,
    String operation,
    Listed listed,
    Boolean revert) {
  /** Only lists use up a fault of lists. */
  private static final Pattern LISTS =
      Pattern.compile("/(virtualMachineScaleSets|virtualMachines)/?$", Pattern.CASE_INSENSITIVE);

  /**
   * Which requests a fault is for.
   *
   * @param path a regular expression, found anywhere in the path, in any casing
   * @param body the same of the body: to be about requests that name something
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Match(String method, String path, String body) {
    boolean covers(String requestMethod, String requestPath, String requestBody) {
      return (method == null || method.equalsIgnoreCase(requestMethod))
          && isFound(path, requestPath)
          && isFound(body, requestBody);
    }

    private static boolean isFound(String pattern, String text) {
      return pattern == null
          || Pattern.compile(pattern, Pattern.CASE_INSENSITIVE).matcher(text).find();
    }
  }

  boolean covers(String method, String path, String body) {
    // Reads start no operation, so they do not use up a fault of operations.
    boolean read = method.equals("GET") || method.equals("HEAD");
    return !(operation != null && read)
        && !(listed != null && !(method.equals("GET") && LISTS.matcher(path).find()))
        && (match == null || match.covers(method, path, body));
  }

  /** Whether the request has its effect although the client may not learn of it. */
  public boolean takesEffect() {
    return isTrue(after) || operation != null || slowDrip != null || listed != null;
  }

  /** The names of the actions that are set; a valid fault has exactly one. */
  List<String> actions() {
    return Stream.of(
            status == null ? null : "status",
            isTrue(reset) ? "reset" : null,
            stall == null ? null : "stall",
            isTrue(truncate) ? "truncate" : null,
            isTrue(garbage) ? "garbage" : null,
            isTrue(empty) ? "empty" : null,
            slowDrip == null ? null : "slowDrip",
            operation == null ? null : "operation",
            listed == null ? null : "listed")
        .filter(Objects::nonNull)
        .toList();
  }

  /** The end that the started operation is to take, in lower case, or null. */
  public String operationEnd() {
    return operation == null ? null : operation.toLowerCase(Locale.ROOT);
  }

  public static boolean isTrue(Boolean flag) {
    return Boolean.TRUE.equals(flag);
  }
}
