package dev.managedidentity.plan;

import static dev.managedidentity.plan.Shorthand.live;
import static dev.managedidentity.plan.Shorthand.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.plan.IdentityPatch.Entry;
import java.util.Collection;
import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Azure takes 150 identities a request; one PATCH carries the first, a later plan the rest. */
class PlannerChunksTest {

  @Test
  void sendsAsManyAsAzureTakes() {
    assertThat(entries(plan("none", "web:" + many("+", 0, 150)))).isEqualTo("150 + 0 -");
    assertThat(entries(plan("none", "web:" + many("+", 0, 151)))).isEqualTo("150 + 0 -");
  }

  @Test
  void carriesTheSystemAssignedChangeInTheFirst() {
    // When
    Plan plan = plan("none", "web: +system" + many("+", 0, 200));

    // Then
    assertThat(plan.patch().orElseThrow().type()).isEqualTo(IdentityType.SYSTEM_AND_USER_ASSIGNED);
    assertThat(plan.changes()).hasSize(201);
  }

  @Test
  void assignsBeforeItRemovesSoThatNoChunkLeavesATargetWithoutAny() {
    // Given
    String there = many("", 0, 200).strip();

    // When
    Plan plan = plan(there, "web: +z1 +z2" + many("-", 0, 200));

    // Then
    assertThat(entries(plan)).isEqualTo("2 + 148 -");
  }

  @Test
  void isTakenByAzureWhereAFullChunkOfRemovalsWouldLeaveNone() {
    // Given
    AzureModel azure = new AzureModel(live(many("", 0, 150).strip()));

    // When
    Plan plan = plan(many("", 0, 150).strip(), "web: +z" + many("-", 0, 150));
    azure.patch(plan.patch().orElseThrow());

    // Then
    assertThat(azure.has(Shorthand.id("z"))).isTrue();
    assertThat(azure.live().userAssigned()).hasSize(2);
  }

  @Test
  void dropsThemAllInOneWhereNoneStays() {
    // Given
    String there = many("", 0, 400).strip();

    // When
    Plan plan = plan("system " + there, "web:" + many("-", 0, 400));

    // Then
    assertThat(Shorthand.patch(plan)).isEqualTo("SystemAssigned");
    assertThat(plan.changes()).hasSize(400);
  }

  @Test
  void ownsOnlyWhatThisChunkAssigns() {
    // When
    Plan plan = plan("none", "web:" + many("+", 0, 151));

    // Then
    Share share = plan.shares().get("web");
    assertThat(share.rows()).hasSize(151);
    assertThat(share.rows().stream().filter(Share.Row::owned).map(Share.Row::id))
        .containsExactlyElementsOf(plan.patch().orElseThrow().userAssigned().keySet());
  }

  @Test
  void goesOnWithTheRest() {
    // When
    Plan plan = plan(many("", 0, 150).strip(), "web:" + many("+", 0, 151));

    // Then
    assertThat(Shorthand.patch(plan)).isEqualTo("UserAssigned [+id150]");
  }

  private static String many(String sign, int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> " " + sign + "id%03d".formatted(i))
        .collect(Collectors.joining());
  }

  private static String entries(Plan plan) {
    Collection<Entry> entries = plan.patch().orElseThrow().userAssigned().values();
    return "%d + %d -"
        .formatted(
            Collections.frequency(entries, Entry.ASSIGN),
            Collections.frequency(entries, Entry.REMOVE));
  }
}
