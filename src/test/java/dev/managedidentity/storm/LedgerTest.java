package dev.managedidentity.storm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.audit.ChangeRecord;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final String A = "operator-a";
  private static final String B = "operator-b";
  private static final JsonNode NOTHING = NullNode.getInstance();

  private final Fleet fleet = Fleet.of("5b000000-0000-4000-8000-000000000001", 40, new Random(3));
  private final Ledger ledger = new Ledger(fleet, Set.of(A, B)::contains);
  private final Fleet.Target web = fleet.targets().get(0);
  private JsonNode there = NOTHING;
  private long n;

  private List<String> change(String client, JsonNode after) {
    return change(web, client, there, after);
  }

  private List<String> change(Fleet.Target target, String client, JsonNode before, JsonNode after) {
    there = after;
    // Azure does not always keep the casing of an id.
    String id = n % 2 == 0 ? target.id().text() : target.key();
    return ledger.take(new ChangeRecord(++n, Instant.EPOCH, client, id, before, after));
  }

  private static JsonNode users(String... ids) {
    ObjectNode identity = new ObjectMapper().createObjectNode();
    identity.put("type", IdentityBlock.type(false, ids.length > 0));
    for (String id : ids) {
      identity.withObject("userAssignedIdentities").putObject(id);
    }
    return identity;
  }

  private static JsonNode system(String principal) {
    return new ObjectMapper()
        .createObjectNode()
        .put("type", "SystemAssigned")
        .put("principalId", principal);
  }

  @Test
  void whatTheOperatorAssignedEitherReplicaMayRemove() {
    assertThat(change(A, users("x", "y"))).isEmpty();
    assertThat(change(B, users("Y"))).isEmpty();
    assertThat(ledger.leftBehind())
        .singleElement()
        .extracting(Ledger.Left::words)
        .asString()
        .contains("left behind: y");
    assertThat(change(A, NOTHING)).isEmpty();
    assertThat(ledger.leftBehind()).isEmpty();
    assertThat(ledger.changesByOperators()).isEqualTo(3);
  }

  @Test
  void whatOthersAssignedTheOperatorMustNotRemove() {
    change("seed", users("x", "y"));
    change("rival", users("x", "y", "z"));

    assertThat(change(A, users("x")))
        .hasSize(2)
        .allSatisfy(finding -> assertThat(finding).contains("foreign identity removed", A))
        .anySatisfy(finding -> assertThat(finding).contains("took y", "which seed had"))
        .anySatisfy(finding -> assertThat(finding).contains("took z", "which rival had"));
  }

  @Test
  void whatWasThereBeforeTheJournalIsForeign() {
    there = users("x");
    assertThat(change(A, NOTHING)).singleElement().asString().contains("before the storm");
  }

  @Test
  void whoAssignedLastHasIt() {
    change(A, users("x"));
    change("rival", NOTHING);
    change("rival", users("x"));
    assertThat(ledger.leftBehind()).isEmpty();
    assertThat(ledger.foreign()).isOne();
    assertThat(change(B, NOTHING)).hasSize(1);
  }

  @Test
  void aSystemAssignedIdentityBelongsToWhoMadeItsPrincipal() {
    change(A, system("1"));
    assertThat(ledger.leftBehind()).hasSize(1);
    change("rival", NOTHING);
    change("rival", system("2"));
    assertThat(ledger.leftBehind()).isEmpty();
    assertThat(change(A, NOTHING)).singleElement().asString().contains("system-assigned 2");
  }

  @Test
  void whatIsLeftSaysIfItIsTheSystemAssignedIdentity() {
    change(A, system("1"));
    assertThat(ledger.leftBehind()).singleElement().matches(Ledger.Left::isSystemAssigned);

    change(A, users("x"));
    assertThat(ledger.leftBehind()).singleElement().matches(left -> !left.isSystemAssigned());
  }

  @Test
  void whatComesBackWithAFailedOperationIsWhoseItWas() {
    change(A, users("x", "y"));
    change(A, users("y"));
    change("Azure", users("x", "y"));
    assertThat(ledger.leftBehind()).hasSize(2);

    // And of what the rival had assigned, not the operator's.
    change("rival", users("x", "y", "z"));
    change("rival", users("x", "y"));
    change("Azure", users("x", "y", "z"));
    assertThat(change(A, users("x", "y"))).hasSize(1);
  }

  @Test
  void whatIsDeclaredAbsentMayGo() {
    Fleet.Target target =
        fleet.targets().stream()
            .filter(one -> one.declarations().get(2).absent().isPresent())
            .findFirst()
            .orElseThrow();
    String old = target.declarations().get(2).absent().orElseThrow();

    change(target, "seed", NOTHING, users(old));
    assertThat(change(target, A, users(old), NOTHING)).isEmpty();

    Fleet.Target other =
        fleet.targets().stream()
            .filter(one -> one.declarations().get(2).absent().isEmpty())
            .findFirst()
            .orElseThrow();
    change(other, "seed", NOTHING, users(old));
    assertThat(change(other, A, users(old), NOTHING)).hasSize(1);
  }

  @Test
  void aSeedMakesTheSameFleetAgain() {
    String subscription = fleet.subscription();

    assertThat(Fleet.of(subscription, 40, new Random(3))).isEqualTo(fleet);
    assertThat(Fleet.of(subscription, 40, new Random(4))).isNotEqualTo(fleet);
    assertThat(IntStream.range(0, 40).mapToObj(fleet.targets()::get))
        .allSatisfy(target -> assertThat(target.declarations()).hasSize(3))
        .anySatisfy(target -> assertThat(target.seeded()).isNotEmpty())
        .anySatisfy(target -> assertThat(target.systemAssigned()).isTrue());
  }
}
