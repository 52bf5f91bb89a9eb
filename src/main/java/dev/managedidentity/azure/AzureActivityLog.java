package dev.managedidentity.azure;

import dev.managedidentity.plan.ArmId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The activity log of Azure Monitor. Safe for many threads. */
final class AzureActivityLog implements ActivityLog {
  private static final String VERSION = "api-version=2015-04-01";
  private static final String LOG = "/providers/Microsoft.Insights/eventtypes/management/values";

  /** One resource's writes of some minutes are a page; a page has two hundred entries. */
  private static final int MOST_PAGES = 10;

  private final Arm arm;
  private final String clientId;

  /**
   * @param clientId whom the operator acts as; null if that is not known
   */
  AzureActivityLog(Arm arm, String clientId) {
    this.arm = arm;
    this.clientId = clientId;
  }

  @Override
  public Answer<List<Entry>> writes(ArmId id, Instant from, Instant to) {
    // In a filter a quote within a value is written twice.
    String filter =
        "eventTimestamp ge '%s' and eventTimestamp le '%s' and resourceUri eq '%s'"
            .formatted(from, to, id.text().replace("'", "''"));
    String query = VERSION + "&$filter=" + Addresses.quoted(filter);
    String log = "/subscriptions/" + id.subscriptionId() + LOG;
    return Page.all(
            arm,
            arm.get(log, query, ActivityAnswer::page),
            ActivityAnswer::page,
            "activity log entries",
            MOST_PAGES)
        .then(noted -> Answer.of(writes(noted, id.type() + "/write")));
  }

  private List<Entry> writes(List<ActivityAnswer.Noted> noted, String operation) {
    Map<String, List<ActivityAnswer.Noted>> requests = new LinkedHashMap<>();
    noted.stream()
        .filter(one -> one.entry().operation().equalsIgnoreCase(operation))
        .filter(one -> !isOurs(one))
        .forEach(
            one -> requests.computeIfAbsent(one.request(), unused -> new ArrayList<>()).add(one));
    return requests.values().stream()
        .filter(request -> !isRefused(request))
        .map(AzureActivityLog::first)
        .sorted(Comparator.comparing(Entry::time).reversed())
        .toList();
  }

  /**
   * By the client id, which the log has of whoever acts with a token, and by the requests: a
   * managed identity of the machine may act without our knowing its client id.
   */
  private boolean isOurs(ActivityAnswer.Noted one) {
    return (clientId != null && clientId.equalsIgnoreCase(one.entry().clientId()))
        || arm.isOurs(one.request());
  }

  /** Only what is refused fails without having been accepted. */
  private static boolean isRefused(List<ActivityAnswer.Noted> request) {
    return request.stream().anyMatch(ActivityAnswer.Noted::isFailed)
        && request.stream().allMatch(one -> one.isFailed() || one.isStart());
  }

  private static Entry first(List<ActivityAnswer.Noted> request) {
    return request.stream()
        .map(ActivityAnswer.Noted::entry)
        .min(Comparator.comparing(Entry::time))
        .orElseThrow();
  }
}
