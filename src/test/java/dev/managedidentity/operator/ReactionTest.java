package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.azure.Problem;
import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.plan.ArmId;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ReactionTest {
  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final ArmId WEB = ArmId.of("s", "shop", ArmId.SCALE_SET, "web");
  private static final ArmId APP = ArmId.of("s", "ids", ArmId.USER_ASSIGNED_IDENTITY, "app");

  private static Problem problem(Kind kind, String code, Duration retryAfter) {
    return new Problem(kind, code, "said Azure", Optional.ofNullable(retryAfter), Set.of(APP));
  }

  private static long seconds(Kind kind, int failures, Duration retryAfter, double jitter) {
    return Reaction.to(kind, WEB)
        .delay(problem(kind, "Code", retryAfter), failures, RETRY, jitter)
        .toSeconds();
  }

  @ParameterizedTest
  @CsvSource({
    // kind, first, second, tenth and thousandth failure in a row
    "UNAUTHENTICATED,    30,  60, 600, 600",
    "DENIED,             60, 120, 900, 900",
    "NOT_FOUND,          60,  60,  60,  60",
    "LOCKED,             60, 120, 900, 900",
    "BEING_DELETED,      60,  60,  60,  60",
    "CONFLICT,            5,  10,  60,  60",
    "CHANGED,             0,   0,  60,  60",
    "THROTTLED,          60,  60,  60,  60",
    "IDENTITY_NOT_FOUND, 10,  20, 300, 300",
    "REFUSED,           300, 600, 900, 900",
    "UNAVAILABLE,         5,  10, 300, 300"
  })
  void theWaitDoublesUpToAMost(Kind kind, long first, long second, long tenth, long last) {
    assertThat(seconds(kind, 1, null, 0)).isEqualTo(first);
    assertThat(seconds(kind, 2, null, 0)).isEqualTo(second);
    assertThat(seconds(kind, 10, null, 0)).isEqualTo(tenth);
    assertThat(seconds(kind, 1000, null, 0)).isEqualTo(last);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void theWaitIsNeverShorterThanAzureAsksFor(Kind kind) {
    assertThat(seconds(kind, 1, Duration.ofMinutes(20), 0.5)).isGreaterThanOrEqualTo(1200);
  }

  @Test
  void jitterSpreadsTheTriesOverAFifthOfTheWait() {
    assertThat(seconds(Kind.DENIED, 1, null, 1)).isEqualTo(72);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void everyMessageNamesTheThingAndRepeatsWhatAzureSaid(Kind kind) {
    String message = Reaction.message(problem(kind, "Code", Duration.ofSeconds(7)), WEB);

    assertThat(message).hasSizeGreaterThan(30).endsWith(kind == Kind.DENIED ? "." : message);
    if (kind != Kind.CHANGED) {
      assertThat(message).contains("Code: said Azure");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "LinkedAuthorizationFailed, Managed Identity Operator on /subscriptions/s/resourceGroups/ids",
    "AuthorizationFailed, Virtual Machine Contributor on /subscriptions/s/resourceGroups/shop",
    "DenyAssignmentAuthorizationFailed, No role beats a deny assignment"
  })
  void aMissingRightComesWithTheRoleThatGrantsIt(String code, String remedy) {
    assertThat(Reaction.message(problem(Kind.DENIED, code, null), WEB)).contains(remedy);
  }
}
