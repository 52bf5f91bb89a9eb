package dev.managedidentity.plan;

import static dev.managedidentity.plan.Shorthand.changes;
import static dev.managedidentity.plan.Shorthand.patch;
import static dev.managedidentity.plan.Shorthand.plan;
import static dev.managedidentity.plan.Shorthand.rows;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How far a declaration reaches. */
class PlannerModesTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          what nobody declared goes                  | a b          | web: authoritative +a                    | UserAssigned [-b]
          all of it where nothing is declared        | a b          | web: authoritative +system               | SystemAssigned
          swapped for what is declared               | a b          | web: authoritative +c                    | UserAssigned [-a -b +c]
          never the system-assigned identity         | system a     | web: authoritative +a                    | nothing
          save what is ignored                       | a b c        | web: authoritative +a ignore=*/b         | UserAssigned [-c]
          ignored in any casing                      | a Bee        | web: authoritative +a ignore=*/BEE       | nothing
          ignored, and ours once                     | a b          | web: authoritative +a ignore=*/b owns=b  | nothing
          ignored, but named Absent                  | a b          | web: authoritative +a -b ignore=*/b      | UserAssigned [-b]
          what another declares is declared          | a b c        | web: authoritative +a; ops: +b           | UserAssigned [-c]
          also what a suspended one declares         | a b c        | web: authoritative +a; ops: +b suspended | UserAssigned [-c]
          what an observer declares is not           | a b          | web: authoritative +a; ops: +b observe   | UserAssigned [-b]
          """)
  void authoritativeRemovesWhatNobodyDeclared(
      String situation, String live, String declared, String patch) {
    assertThat(patch(plan(live, declared))).isEqualTo(patch);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          from another Authoritative one             | a b          | web: authoritative +a; ops: authoritative ignore=*/b           | nothing
          though the one that ignores is suspended   | a b          | web: authoritative +a; ops: authoritative ignore=*/b suspended | nothing
          from the one that owns it                  | a b          | web: +a owns=b; ops: authoritative +a ignore=*/b               | nothing
          from one that leaves                       | a b          | web: leaving owns=b; ops: authoritative +a ignore=*/b          | nothing
          not from an explicit Absent of another     | a b          | web: -b; ops: authoritative +a ignore=*/b                      | UserAssigned [-b]
          but from a suspended Absent and its owner  | a b          | ops: authoritative +a ignore=*/b; old: -b suspended; web: owns=b | nothing
          only if Authoritative                      | a b          | web: authoritative +a; ops: ignore=*/b                         | UserAssigned [-b]
          only while it is declared                  | a b          | web: authoritative +a; ops: authoritative ignore=*/b leaving   | UserAssigned [-b]
          """)
  void ignoreProtectsForAll(String situation, String live, String declared, String patch) {
    assertThat(patch(plan(live, declared))).isEqualTo(patch);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          assigns nothing                            | none         | web: +system +a suspended
          removes nothing named                      | system a     | web: -system -a suspended
          removes nothing it owns                    | a b          | web: +a suspended owns=a,b
          removes nothing undeclared                 | a b          | web: authoritative +a suspended
          leaves without taking anything away        | system a     | web: +system +a suspended leaving owns=system,a
          has the say over a younger one             | a            | web: +a suspended; ops: -a
          has the say over a younger one, the reverse| none         | web: -a suspended; ops: +a
          keeps what a leaving one owned             | a            | web: +a suspended; ops: leaving owns=a
          """)
  void suspendedChangesNothingButCounts(String situation, String live, String declared) {
    assertThat(patch(plan(live, declared))).isEqualTo("nothing");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          what a younger one wants too is assigned   | none         | web: +a suspended; ops: +a                        | +a ops
          what a younger one refuses too is removed  | a            | web: -a suspended; ops: -a                        | -a ops
          what it refuses and its owner wants no more| a b          | web: -a suspended; ops: +b owns=a,b               | -a ops
          what it refuses goes with a leaving owner  | a            | web: -a suspended; ops: +a leaving owns=a         | -a ops
          the same of the system-assigned identity   | system       | web: -system suspended; ops: +system leaving owns=system | -system ops
          what it refuses and nobody declared        | a            | web: -a suspended; ops: authoritative             | -a ops
          what it refuses, wanted by a third: stays  | a            | web: -a suspended; x: +a; ops: leaving owns=a     | nothing
          the same beside Authoritative              | a            | web: -a suspended; x: +a; ops: authoritative      | nothing
          """)
  void suspendedHindersNobodyWhoAgrees(
      String situation, String live, String declared, String changes) {
    assertThat(changes(plan(live, declared).changes())).isEqualTo(changes);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          what it would assign                       | none         | web: observe +system +a      | +system web, +a web
          what it would remove                       | system a b   | web: observe -system -a      | -system web, -a web
          what it assigned once and wants no more    | a b          | web: observe +a owns=b       | -b web
          nothing of what others put there           | a b          | web: observe +a              | nothing
          nothing of the system it does not mention  | system       | web: observe owns=system     | nothing
          nothing where all is as declared           | system a     | web: observe +system +a      | nothing
          also while suspended                       | none         | web: observe +a suspended    | +a web
          """)
  void observeShowsItsPlanAndWritesNothing(
      String situation, String live, String declared, String wouldChange) {
    // When
    Plan plan = plan(live, declared);

    // Then
    assertThat(patch(plan)).isEqualTo("nothing");
    assertThat(plan.changes()).isEmpty();
    assertThat(changes(plan.shares().get("web").changes())).isEqualTo(wouldChange);
  }

  @Test
  void observeLosesToElderClaimsInItsHypotheticalPlanToo() {
    // Given, When
    Plan plan = plan("none", "ops: -a; web: observe +a +b");

    // Then
    assertThat(changes(plan.shares().get("web").changes())).isEqualTo("+b web");
    assertThat(Shorthand.conflicts(plan.shares().get("web"))).isEqualTo("a against ops");
  }

  @Test
  void observeHasNoSayOverYoungerOnes() {
    // Given, When
    Plan plan = plan("a", "web: observe +a; ops: -a");

    // Then
    assertThat(changes(plan.changes())).isEqualTo("-a ops");
    assertThat(Shorthand.conflicts(plan.shares().get("ops"))).isEqualTo("none");
  }

  @Test
  void observeSharesAPlanWithThoseThatAct() {
    // Given, When
    Plan plan = plan("none", "ops: +a; web: observe +a");

    // Then
    assertThat(changes(plan.changes())).isEqualTo("+a ops");
    assertThat(changes(plan.shares().get("web").changes())).isEqualTo("+a ops web");
    assertThat(rows(plan.shares().get("web"))).isEqualTo("a Pending");
  }

  @Test
  void observeKeepsOnRecordWhatItAssignedBefore() {
    // Given, When
    Plan plan = plan("system a b", "web: observe +system +a owns=system,a,b");

    // Then
    assertThat(rows(plan.shares().get("web")))
        .isEqualTo("system Assigned owned, a Assigned owned, b Removing owned");
  }
}
