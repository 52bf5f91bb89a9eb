package dev.managedidentity.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One exchange with the real Azure, as far as its recorder kept it.
 *
 * @param target path and query
 * @param requestHeaders by lower-case name
 * @param body as sent; empty where there was none, null where the recorder did not keep it
 * @param headers of the answer, by lower-case name
 * @param answer its body; missing where the recorder kept no JSON
 * @param identity of the resource in the answer; missing where it has none or it was not kept
 * @param identityKnown whether a missing identity means that there was none
 * @param whole whether the answer has every member it had
 */
record Recorded(
    String label,
    String method,
    String host,
    String target,
    Map<String, String> requestHeaders,
    String body,
    int status,
    Map<String, String> headers,
    JsonNode answer,
    JsonNode identity,
    boolean identityKnown,
    String state,
    boolean whole) {

  private static final Pattern URL = Pattern.compile("https?://([^/]+)(/.*)?");
  private static final Pattern OURS =
      Pattern.compile(
          "(?i)/subscriptions/[^/]+(/resourcegroups/[^/]+)?"
              + "|.*/providers/Microsoft\\.(ManagedIdentity|Authorization)/[^/]+(/[^/]+)*"
              + "|.*/providers/Microsoft\\.Resources/deployments/[^/]+(/.*)?"
              + "|.*/providers/Microsoft\\.Compute/(locations/[^/]+/operations|virtualMachines|virtualMachineScaleSets)"
              + "(/.*)?");
  private static final Pattern POLL =
      Pattern.compile("(?i).*/[a-z]*operation(s|statuses|results)/[^/]+");

  static Recorded of(
      String label,
      String method,
      String url,
      Map<String, String> requestHeaders,
      String body,
      int status,
      Map<String, String> headers,
      JsonNode answer,
      boolean whole) {
    Matcher absolute = URL.matcher(url);
    boolean hasHost = absolute.matches();
    String path = hasHost ? absolute.group(2) : url;
    JsonNode identity = answer.path("identity");
    JsonNode state = answer.path("properties").path("provisioningState");
    return new Recorded(
        label,
        method.toUpperCase(Locale.ROOT),
        hasHost ? absolute.group(1).toLowerCase(Locale.ROOT) : "",
        path == null ? "/" : path,
        requestHeaders,
        body,
        status,
        headers,
        answer,
        identity,
        whole,
        state.isTextual() ? state.asText() : null,
        whole);
  }

  /** The same where the recorder took identity and state out of the answer. */
  Recorded showing(JsonNode knownIdentity, String knownState) {
    return new Recorded(
        label,
        method,
        host,
        target,
        requestHeaders,
        body,
        status,
        headers,
        answer,
        knownIdentity == null || knownIdentity.isNull() ? MissingNode.getInstance() : knownIdentity,
        true,
        knownState,
        whole);
  }

  /** The same where the recorder took only the state out of the answer. */
  Recorded inState(String knownState) {
    Recorded shown = showing(identity, knownState);
    return new Recorded(
        label,
        method,
        host,
        target,
        requestHeaders,
        body,
        status,
        headers,
        answer,
        shown.identity,
        false,
        knownState,
        whole);
  }

  String path() {
    int query = target.indexOf('?');
    return URI.create(encoded(query < 0 ? target : target.substring(0, query))).getPath();
  }

  /** The path and query as a client may send them. */
  String encodedTarget() {
    return encoded(target);
  }

  private static String encoded(String text) {
    return text.replace(" ", "%20").replace("{", "%7B").replace("}", "%7D").replace("|", "%7C");
  }

  /** Whether it concerns one of the services that this emulator is about. */
  boolean isOfOurs() {
    return OURS.matcher(path()).matches();
  }

  boolean isRead() {
    return method.equals("GET") || method.equals("HEAD");
  }

  boolean isPoll() {
    return isRead() && POLL.matcher(path()).matches();
  }

  /** What names the operation of a poll, or of a URL to poll. */
  static String operationOf(String url) {
    String path = url.contains("?") ? url.substring(0, url.indexOf('?')) : url;
    return path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
  }

  /** What an operation or a deployment was when it was asked. */
  String operationStatus() {
    return answer.path("status").isTextual() ? answer.path("status").asText() : "";
  }

  String errorCode() {
    JsonNode error = answer.has("error") ? answer.path("error") : answer;
    return status >= 400 ? error.path("code").asText("") : "";
  }

  String title() {
    return label + " " + method + " " + path() + " -> " + status;
  }
}
