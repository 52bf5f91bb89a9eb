package dev.managedidentity.azure;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.testing.MutableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is sent when, so that Azure never has to say no. */
class BudgetsTest {
  private static final String COMPUTE = "/providers/Microsoft.Compute/virtualMachineScaleSets";

  private final MutableClock clock = new MutableClock();
  private final Budgets budgets = new Budgets(clock);

  private static HttpRequest request(HttpMethod method, String path) {
    return new HttpRequest(method, "https://azure" + path + "?api-version=1");
  }

  private static String scaleSet(String subscription, int i) {
    return "/subscriptions/" + subscription + "/resourceGroups/shop" + COMPUTE + "/web" + i;
  }

  private static HttpRequest patch(int i) {
    return request(HttpMethod.PATCH, scaleSet("s", i));
  }

  private static HttpRequest read(int i) {
    return request(HttpMethod.GET, scaleSet("s", i));
  }

  private Budgets.Leave leave(HttpRequest request) {
    return leave(request, Priority.INTERACTIVE);
  }

  private Budgets.Leave leave(HttpRequest request, Priority priority) {
    return budgets.leave(request, CallKind.of(request), priority);
  }

  private Optional<Duration> wait(HttpRequest request, Priority priority) {
    Budgets.Leave leave = leave(request, priority);
    if (leave.held().isEmpty()) {
      leave.ended(Optional.of(reply(200)), Optional.empty());
    }
    return leave.held().flatMap(Problem::retryAfter);
  }

  private Optional<Duration> wait(HttpRequest request) {
    return wait(request, Priority.INTERACTIVE);
  }

  private Optional<Problem> turn(HttpRequest request) {
    return budgets.turn(request, CallKind.of(request));
  }

  private static Reply reply(int status, String... headers) {
    HttpHeaders all = new HttpHeaders();
    for (int i = 0; i < headers.length; i += 2) {
      all.set(HttpHeaderName.fromString(headers[i]), headers[i + 1]);
    }
    return new Reply(status, all, "{}", new MutableClock().instant());
  }

  private void refuse(HttpRequest request, String code, int seconds, String... headers) {
    Budgets.Leave leave = leave(request);
    assertThat(leave.held()).as("it is sent").isEmpty();
    leave.ended(Optional.of(reply(429, headers)), Optional.of(problem(code, seconds)));
  }

  private static Problem problem(String code, int seconds) {
    return new Problem(
        Kind.THROTTLED, code, "no", Optional.of(Duration.ofSeconds(seconds)), Set.of());
  }

  @Test
  void whatAzureTakesAtOnceIsSentAtOnceAndTheRestInTurn() {
    // When
    List<Duration> waits = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      waits.add(wait(patch(i)).orElse(Duration.ZERO));
    }

    // Then
    assertThat(waits.subList(0, 200)).containsOnly(Duration.ZERO);
    assertThat(waits.get(200)).isEqualTo(Duration.ofMillis(100));
    assertThat(waits.get(249)).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void aListThatComputeHasNoRoomForIsNotHeldBackFromTheResourceGraph() {
    // Given
    HttpRequest list = request(HttpMethod.GET, "/subscriptions/s" + COMPUTE);
    for (int page = 0; page < 30; page++) {
      assertThat(wait(list, Priority.BACKGROUND)).isEmpty();
    }
    assertThat(wait(list, Priority.BACKGROUND)).contains(Duration.ofSeconds(6));

    // When
    HttpRequest ofGraph = new HttpRequest(HttpMethod.GET, list.getUrl() + "&useResourceGraph=true");

    // Then
    assertThat(wait(ofGraph, Priority.BACKGROUND)).isEmpty();
  }

  @Test
  void itSaysHowManyPagesOfAListThereIsRoomFor() {
    // Given
    HttpRequest list = request(HttpMethod.GET, "/subscriptions/s" + COMPUTE);
    CallKind kind = CallKind.of(list);
    assertThat(budgets.room(list, kind, Priority.URGENT)).isEqualTo(30);

    // When
    for (int page = 0; page < 29; page++) {
      wait(list, Priority.URGENT);
    }

    // Then
    assertThat(budgets.room(list, kind, Priority.URGENT)).isEqualTo(1);

    // When
    clock.advance(Duration.ofSeconds(60));

    // Then
    assertThat(budgets.room(list, kind, Priority.URGENT)).isEqualTo(11);

    // When
    refuse(list, "OperationNotAllowed", 120);

    // Then
    assertThat(budgets.room(list, kind, Priority.URGENT)).as("it is closed").isZero();
  }

  @Test
  void aTurnIsKeptForWhoeverItWasGivenTo() {
    // Given
    for (int i = 0; i < 210; i++) {
      wait(patch(i));
    }

    // When
    clock.advance(Duration.ofMillis(100));

    // Then
    assertThat(wait(patch(205))).as("too early").contains(Duration.ofMillis(500));
    assertThat(wait(patch(999))).as("after all the others").contains(Duration.ofSeconds(1));
    assertThat(wait(patch(200))).as("its turn").isEmpty();
  }

  @Test
  void aTurnThatNobodyTakesIsFreeAgain() {
    // Given
    for (int i = 0; i < 4200; i++) {
      wait(patch(i));
    }
    assertThat(wait(patch(5000))).contains(Duration.ofMillis(400_100));

    // When
    clock.advance(Duration.ofMinutes(9));

    // Then
    assertThat(wait(patch(5001))).isEmpty();
  }

  @Test
  void aTurnCanBeKeptForWhatIsAboutToBeSent() {
    // Given
    for (int i = 0; i < 199; i++) {
      wait(patch(i));
    }

    // When
    Optional<Problem> turn = turn(patch(500));

    // Then
    assertThat(turn).isEmpty();
    assertThat(wait(patch(501))).as("the last one is promised").isPresent();
    assertThat(wait(patch(500))).isEmpty();
  }

  @Test
  void ofTwoWhoseTurnsComeAtOnceOnlyOneIsToldToGo() {
    // Given
    for (int i = 0; i < 199; i++) {
      wait(patch(i));
    }
    assertThat(turn(patch(500))).isEmpty();

    // When
    Optional<Problem> second = turn(patch(501));

    // Then
    assertThat(second.flatMap(Problem::retryAfter)).contains(Duration.ofMillis(100));
    clock.advance(Duration.ofMillis(100));
    assertThat(turn(patch(501))).isEmpty();
    assertThat(wait(patch(502))).as("both tokens are put by").contains(Duration.ofMillis(100));
    assertThat(wait(patch(500))).isEmpty();
    assertThat(wait(patch(501))).isEmpty();
  }

  @Test
  void whoDoesNotGoAfterAllLeavesItsTokenToOthers() {
    // Given
    for (int i = 0; i < 199; i++) {
      wait(patch(i));
    }
    assertThat(turn(patch(500))).isEmpty();

    // When
    clock.advance(Duration.ofMinutes(10));

    // Then
    for (int i = 1000; i < 1200; i++) {
      assertThat(wait(patch(i))).as("change %d of 200", i - 1000).isEmpty();
    }
    assertThat(wait(patch(1200))).isPresent();
  }

  @Test
  void whatIsPutByIsNotLeftToOthersWhateverAzureSays() {
    // Given
    assertThat(turn(patch(0))).isEmpty();
    Budgets.Leave leave = leave(patch(1));

    // When
    leave.ended(
        Optional.of(reply(200, "x-ms-ratelimit-remaining-subscription-writes", "2")),
        Optional.empty());

    // Then
    assertThat(wait(patch(2))).isEmpty();
    assertThat(wait(patch(3))).as("the other one is put by").isPresent();
    assertThat(wait(patch(0))).isEmpty();
  }

  @Test
  void whatIsPutByIsLostWhenAzureRefuses() {
    // Given
    assertThat(turn(patch(0))).isEmpty();
    refuse(patch(1), "SubscriptionRequestsThrottled", 17);
    assertThat(wait(patch(0))).contains(Duration.ofSeconds(17));

    // When
    clock.advance(Duration.ofSeconds(17));
    assertThat(wait(patch(2))).as("one finds out").isEmpty();

    // Then
    assertThat(wait(patch(3))).as("there is no second one").contains(Duration.ofMillis(100));
  }

  @Test
  void whoeverIsToldToGoTriesAClosedGateAlone() {
    // Given
    refuse(patch(1), "SubscriptionRequestsThrottled", 17);
    clock.advance(Duration.ofSeconds(17));

    // When
    assertThat(turn(patch(0))).isEmpty();

    // Then
    Problem closed = turn(patch(2)).orElseThrow();
    assertThat(closed.isHeldBack()).isFalse();
    assertThat(closed.retryAfter()).contains(Duration.ofSeconds(1));
    assertThat(wait(patch(0))).isEmpty();
  }

  @Test
  void watchingLeavesAFifthToChanges() {
    // Given
    for (int i = 0; i < 200; i++) {
      assertThat(wait(read(i), Priority.BACKGROUND)).isEmpty();
    }

    // Then
    assertThat(wait(read(300), Priority.BACKGROUND)).contains(Duration.ofMillis(40));
    for (int i = 400; i < 449; i++) {
      assertThat(wait(read(i))).as("one was promised").isEmpty();
    }
    assertThat(wait(read(500))).isPresent();
  }

  @Test
  void whatAzureSaysIsLeftCounts() {
    // Given
    Budgets.Leave leave = leave(patch(0));

    // When
    leave.ended(
        Optional.of(reply(200, "x-ms-ratelimit-remaining-subscription-writes", "3")),
        Optional.empty());

    // Then
    assertThat(wait(patch(1))).isEmpty();
    assertThat(wait(patch(2))).isEmpty();
    assertThat(wait(patch(3))).isEmpty();
    assertThat(wait(patch(4))).contains(Duration.ofMillis(100));
  }

  @Test
  void anAnswerThatWasOvertakenAddsNothing() {
    // Given
    Budgets.Leave first = leave(patch(0));
    Budgets.Leave second = leave(patch(1));
    second.ended(
        Optional.of(reply(200, "x-ms-ratelimit-remaining-subscription-writes", "1")),
        Optional.empty());

    // When
    first.ended(
        Optional.of(reply(200, "x-ms-ratelimit-remaining-subscription-writes", "2")),
        Optional.empty());

    // Then
    assertThat(wait(patch(2))).as("one was said to be left, and that is for the first").isPresent();
  }

  @Test
  void whereAzureHasMoreThanIsDocumentedMoreIsSent() {
    // Given
    Budgets.Leave leave = leave(patch(0));
    leave.ended(
        Optional.of(reply(200, "x-ms-ratelimit-remaining-subscription-writes", "1199")),
        Optional.empty());

    // Then
    for (int i = 1; i <= 1199; i++) {
      assertThat(wait(patch(i))).isEmpty();
    }
    assertThat(wait(patch(1200))).isPresent();
  }

  @Test
  void oneScaleSetIsChangedAsOftenAsAzureLetsItAndHoldsUpNoOther() {
    // Given
    for (int i = 0; i < 12; i++) {
      assertThat(wait(patch(7))).isEmpty();
    }

    // Then
    assertThat(wait(patch(7))).contains(Duration.ofSeconds(15));
    assertThat(wait(patch(8))).isEmpty();
    assertThat(leave(patch(7)).held().orElseThrow().message())
        .isEqualTo(
            "Azure lets 12 changes of this one through at once and 4 a minute after that, and those"
                + " are used up; the turn of this one is in 15 s.");
  }

  @Test
  void changesAreCountedByRegionOnceItIsKnown() {
    // Given
    budgets.learn(scaleSet("s", 1), "West Europe");
    budgets.learn(scaleSet("s", 2), "westeurope");
    budgets.learn(scaleSet("s", 3), "northeurope");
    leave(patch(1))
        .ended(
            Optional.of(
                reply(
                    200,
                    "x-ms-ratelimit-remaining-resource",
                    "Microsoft.Compute/VMScaleSetActionsSubscriptionMaximum;0,Microsoft.Compute/VMScaleSetActionsResource;11")),
            Optional.empty());

    // Then
    assertThat(wait(patch(2))).contains(Duration.ofMillis(120));
    assertThat(wait(patch(3))).isEmpty();
  }

  @Test
  void aClosedGateIsTriedByOneWhenItOpens() {
    // Given
    refuse(patch(0), "SubscriptionRequestsThrottled", 17);

    // Then
    assertThat(wait(patch(1))).contains(Duration.ofSeconds(17));
    assertThat(wait(read(1))).as("reads have a bucket of their own").isEmpty();
    assertThat(wait(request(HttpMethod.PATCH, scaleSet("other", 1)))).isEmpty();

    // When
    clock.advance(Duration.ofSeconds(17));
    Budgets.Leave first = leave(patch(2));

    // Then
    assertThat(first.held()).isEmpty();
    assertThat(wait(patch(3))).contains(Duration.ofSeconds(1));

    // When
    first.ended(
        Optional.of(reply(200, "x-ms-ratelimit-remaining-subscription-writes", "40")),
        Optional.empty());

    // Then
    assertThat(wait(patch(3))).isEmpty();
  }

  @Test
  void aGateThatStaysClosedIsTriedEverMoreSeldom() {
    // Given
    int tries = 0;

    // When
    for (int second = 0; second < 600; second++) {
      Budgets.Leave leave = leave(patch(second));
      if (leave.held().isEmpty()) {
        tries++;
        leave.ended(
            Optional.of(reply(429)), Optional.of(problem("SubscriptionRequestsThrottled", 1)));
      }
      clock.advance(Duration.ofSeconds(1));
    }

    // Then
    assertThat(tries).isBetween(10, 20);
  }

  @Test
  void a429OfComputeStopsTheTargetAndTheRegionOnlyIfAnotherOneIsRefusedToo() {
    // Given
    for (int i = 0; i < 5; i++) {
      budgets.learn(scaleSet("s", i), "westeurope");
    }

    // When
    refuse(patch(0), "OperationNotAllowed", 120);

    // Then
    assertThat(wait(patch(0))).contains(Duration.ofMinutes(2));

    // When
    refuse(patch(1), "OperationNotAllowed", 120);

    // Then
    assertThat(wait(patch(2))).contains(Duration.ofMinutes(2));
    assertThat(wait(read(2))).isEmpty();
  }

  @Test
  void a429ThatSaysTheRegionIsEmptyStopsTheRegion() {
    // Given
    budgets.learn(scaleSet("s", 0), "westeurope");
    budgets.learn(scaleSet("s", 1), "westeurope");

    // When
    refuse(
        patch(0),
        "OperationNotAllowed",
        120,
        "x-ms-ratelimit-remaining-resource",
        "Microsoft.Compute/VMScaleSetActionsSubscriptionMaximum;0");

    // Then
    assertThat(wait(patch(1))).contains(Duration.ofMinutes(2));
  }

  @Test
  void aThousandThatComeWhenTheyAreToldAreNeverRefusedAndLoseNoTime() {
    // Given
    Map<Integer, Duration> due = new HashMap<>();
    for (int i = 0; i < 1000; i++) {
      due.put(i, Duration.ZERO);
    }
    Server azure = new Server();
    Duration now = Duration.ZERO;

    // When
    while (!due.isEmpty()) {
      Duration time = now;
      for (int i : List.copyOf(due.keySet())) {
        if (due.get(i).compareTo(time) <= 0) {
          Budgets.Leave leave = leave(patch(i));
          if (leave.held().isPresent()) {
            due.put(i, time.plus(leave.held().get().retryAfter().orElseThrow()));
          } else {
            due.remove(i);
            leave.ended(Optional.of(azure.take(time)), Optional.empty());
          }
        }
      }
      clock.advance(Duration.ofMillis(50));
      now = now.plusMillis(50);
    }

    // Then
    assertThat(azure.refusals).isZero();
    assertThat(now).isBetween(Duration.ofSeconds(80), Duration.ofSeconds(82));
  }

  /** Resource Manager's bucket of writes, as it is documented. */
  private static final class Server {
    private double tokens = 200;
    private Duration last = Duration.ZERO;
    private int refusals;

    Reply take(Duration now) {
      tokens = Math.min(200, tokens + now.minus(last).toMillis() / 100.0);
      last = now;
      if (tokens < 1) {
        refusals++;
        return reply(429);
      }
      tokens--;
      return reply(
          200, "x-ms-ratelimit-remaining-subscription-writes", Integer.toString((int) tokens));
    }
  }
}
