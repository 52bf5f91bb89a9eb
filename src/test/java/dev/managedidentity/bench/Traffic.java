package dev.managedidentity.bench;

import dev.managedidentity.emulator.audit.RequestRecord;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * Requests to Azure, counted by what they are.
 *
 * @param reads GETs of scale sets and machines, one or a page of them, and of whatever else
 * @param polls GETs of operations
 * @param patches PATCHes, whatever the answer
 * @param puts PUTs, whatever the answer
 * @param others of any other method
 * @param throttled how many of all these were answered 429
 */
record Traffic(int reads, int polls, int patches, int puts, int others, int throttled) {

  /** Counts them; what is asked for tokens is no call to Azure's resources. */
  static Traffic of(Collection<RequestRecord> requests) {
    List<RequestRecord> calls = requests.stream().filter(Traffic::isCall).toList();
    int gets = of("GET", calls);
    int polls = (int) calls.stream().filter(Traffic::isPoll).count();
    int patches = of("PATCH", calls);
    int puts = of("PUT", calls);
    int throttled = (int) calls.stream().filter(one -> one.status() == 429).count();
    return new Traffic(
        gets - polls, polls, patches, puts, calls.size() - gets - patches - puts, throttled);
  }

  private static int of(String method, List<RequestRecord> calls) {
    return (int) calls.stream().filter(one -> one.method().equals(method)).count();
  }

  static boolean isCall(RequestRecord request) {
    return request.path().toLowerCase(Locale.ROOT).startsWith("/subscriptions/");
  }

  private static boolean isPoll(RequestRecord request) {
    return request.method().equals("GET") && request.path().contains("/operations/");
  }

  int writes() {
    return patches + puts + others;
  }

  int calls() {
    return reads + polls + writes();
  }

  /** How many of a hundred calls were answered 429. */
  double throttledPercent() {
    return calls() == 0 ? 0 : 100.0 * throttled / calls();
  }
}
