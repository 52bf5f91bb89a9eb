package dev.managedidentity.emulator;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What cannot or must not match, each with its reason. Told in docs/emulator-fidelity.md. */
final class ReplayExceptions {
  static final String BODY_NOT_KEPT = "a write whose body its recorder did not keep";
  static final String OTHER_HOST = "an answer of another host than Resource Manager";
  static final String AZURE_FAILED = "Azure itself failed: faults do that here, on demand";
  static final String POLL_OF_UNSENT = "a poll of an operation whose start could not be sent";
  static final String THROTTLED = "Azure refused for a budget used up by others";

  static final String BYSTANDER = "members of resources that only stand beside";
  static final String POLICY = "tags that a policy of the subscription added";
  static final String OTHER_ROLE = "one of Azure's hundreds of roles that is not known here";

  private static final Pattern ARM =
      Pattern.compile("management\\.(azure\\.com|usgovcloudapi\\.net|chinacloudapi\\.cn)(:443)?");

  /**
   * A header that an answer of the emulator need not have.
   *
   * @param name what the whole name looks like, in lower case
   * @param value what the value looks like
   */
  private record Header(Pattern name, Pattern value, String reason) {}

  private static final List<Header> HEADERS =
      List.of(
          header("x-msedge-ref|x-azure-ref|x-cache", "added by the network in front of Azure"),
          header(
              "transfer-encoding|connection|keep-alive|content-encoding|date|content-length",
              "how bytes travel, not what is said"),
          header("x-powered-by|x-aspnet-version", "names the software of a service's host"),
          header("…|\\.\\.\\.", "the digest of a recording says that it leaves headers out"),
          valued("retry-after", "0", "written into every answer by the Java recorder"),
          header(
              "x-ms-version|x-ms-keyvault-.*|x-ms-arm-resource-system-data|x-ms-operationid"
                  + "|x-operationid|mise-correlation-id|x-ms-throttling-version"
                  + "|api-supported-versions|request-id|client-request-id|ocp-aad-.*"
                  + "|x-ms-dirapi-data-contract-version|x-ms-client-session-id|duration|dataserviceversion"
                  + "|access-control-.*|content-security-policy|x-frame-options",
              "of services that only stand beside"));

  private ReplayExceptions() {}

  /** Why an exchange is not sent, or nothing. */
  static Optional<String> unsent(Recorded recorded) {
    if (!recorded.host().isEmpty() && !ARM.matcher(recorded.host()).matches()) {
      return Optional.of(OTHER_HOST);
    }
    if (recorded.body() == null) {
      return Optional.of(recorded.status() >= 500 ? AZURE_FAILED : BODY_NOT_KEPT);
    }
    if (recorded.status() == 429) {
      return Optional.of(THROTTLED);
    }
    return recorded.status() >= 500 ? Optional.of(AZURE_FAILED) : Optional.empty();
  }

  /** Why an answer may lack a header, or nothing. */
  static Optional<String> header(Recorded recorded, String name) {
    if (name.equals("content-type") && recorded.answer().isMissingNode()) {
      return Optional.of("the type of an empty body");
    }
    return HEADERS.stream()
        .filter(one -> one.name().matcher(name).matches())
        .filter(one -> one.value().matcher(recorded.headers().get(name)).matches())
        .map(Header::reason)
        .findFirst();
  }

  private static Header header(String name, String reason) {
    return new Header(Pattern.compile(name), Pattern.compile("(?s).*"), reason);
  }

  private static Header valued(String name, String value, String reason) {
    return new Header(Pattern.compile(name), Pattern.compile(value), reason);
  }
}
