package dev.managedidentity.plan;

import static dev.managedidentity.plan.Shorthand.changes;
import static dev.managedidentity.plan.Shorthand.conflicts;
import static dev.managedidentity.plan.Shorthand.declarations;
import static dev.managedidentity.plan.Shorthand.live;
import static dev.managedidentity.plan.Shorthand.patch;
import static dev.managedidentity.plan.Shorthand.plan;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several declarations of one target, and declarations that leave it. */
class PlannerSharingTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          the union in one patch                     | none         | web: +a; ops: +system +b                 | +system ops, +a web, +b ops
          what two want is assigned once             | none         | web: +a; ops: +a                         | +a web ops
          what two refuse is removed once            | a b          | web: -a; ops: -a                         | -a web ops
          dropped by one, wanted by another          | a            | web: owns=a; ops: +a owns=a              | nothing
          dropped by one that would Retain on leaving| a b          | web: +b retain owns=a                    | -a web
          dropped by both                            | a b          | web: owns=a; ops: owns=a                 | -a web ops
          dropped by the one that carries it         | a b          | web: +b owns=a; ops: +b                  | -a web
          each its own entry                         | a            | web: -a; ops: +b                         | -a web, +b ops
          """)
  void isOneDesiredState(String situation, String live, String declared, String changes) {
    assertThat(changes(plan(live, declared).changes())).isEqualTo(changes);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Assigned by the elder                      | none         | old: +a; new: -a                         | UserAssigned [+a] | a against old
          Absent by the elder                        | a            | old: -a; new: +a                         | None              | a against old
          Enabled by the elder                       | none         | old: +system; new: -system               | SystemAssigned    | system against old
          Disabled by the elder                      | system       | old: -system; new: +system               | None              | system against old
          only what contradicts is lost              | none         | old: +a; new: -a +b                      | UserAssigned [+a +b] | a against old
          several at once                            | a            | old: -a +b +system; new: +a -b -system   | SystemAssigned, UserAssigned [-a +b] | system against old, a against old, b against old
          the elder is suspended                     | none         | old: -a suspended; new: +a               | nothing           | a against old
          the elder leaves                           | none         | old: -a leaving; new: +a                 | UserAssigned [+a] | none
          the elder only observes                    | none         | old: -a observe; new: +a                 | UserAssigned [+a] | none
          nobody contradicts                         | none         | old: +b; new: +a                         | UserAssigned [+a +b] | none
          """)
  void givesTheElderTheSay(
      String situation, String live, String declared, String patch, String conflictsOfTheYounger) {
    // When
    Plan plan = plan(live, declared);

    // Then
    assertThat(patch(plan)).isEqualTo(patch);
    assertThat(conflicts(plan.shares().get("new"))).isEqualTo(conflictsOfTheYounger);
    assertThat(conflicts(plan.shares().get("old"))).isEqualTo("none");
  }

  @Test
  void namesTheEldestOfSeveralThatContradict() {
    Plan plan = plan("none", "first: +a; second: -a; third: +a; fourth: -a");

    assertThat(conflicts(plan.shares().get("second"))).isEqualTo("a against first");
    assertThat(conflicts(plan.shares().get("third"))).isEqualTo("none");
    assertThat(conflicts(plan.shares().get("fourth"))).isEqualTo("a against first");
  }

  @Test
  void goesByNameWhereTwoAreOfTheSameAge() {
    // Given
    List<Declaration> twins = new ArrayList<>(declarations("b: +a; a: -a"));
    twins.replaceAll(PlannerSharingTest::bornTogether);

    // When
    Plan plan = Planner.plan(twins, live("none"), Circumstances.usual(true));

    // Then
    assertThat(conflicts(plan.shares().get("b"))).isEqualTo("a against a");
    assertThat(patch(plan)).isEqualTo("nothing");
  }

  private static Declaration bornTogether(Declaration d) {
    return new Declaration(
        d.key(),
        Instant.EPOCH,
        d.mode(),
        d.systemAssigned(),
        d.userAssigned(),
        d.ignore(),
        d.deletionPolicy(),
        d.suspended(),
        d.leaving(),
        d.ownsSystemAssigned(),
        d.owned());
  }

  @Test
  void doesNotDependOnTheOrderItIsToldIn() {
    // Given
    List<Declaration> told = declarations("old: -a +b; mid: +a +c; new: authoritative -c");
    List<Declaration> backwards = new ArrayList<>(told);
    Collections.reverse(backwards);

    // When, Then
    assertThat(Planner.plan(backwards, live("a d"), Circumstances.usual(true)))
        .isEqualTo(Planner.plan(told, live("a d"), Circumstances.usual(true)));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          takes what it assigned                     | system a b   | web: +system +a leaving owns=system,a         | UserAssigned [-a]
          and the last identity with it              | a            | web: +a leaving owns=a                        | None
          and what it did not mention any more       | a b          | web: leaving owns=a                           | UserAssigned [-a]
          not what was there before                  | system a     | web: +system +a leaving                       | nothing
          not what another wants                     | a b          | web: +a +b leaving owns=a,b; ops: +a          | UserAssigned [-b]
          not what a suspended one wants             | a            | web: +a leaving owns=a; ops: +a suspended     | nothing
          but what an observer wants                 | a            | web: +a leaving owns=a; ops: +a observe       | None
          not the system-assigned one another wants  | system       | web: +system leaving owns=system; ops: +system| nothing
          not one handed back before it left         | system       | web: leaving owns=system                      | nothing
          but one it declared Disabled               | system       | web: -system leaving owns=system              | None
          nor, with Retain, anything                 | system a     | web: +system +a retain leaving owns=system,a  | nothing
          nothing that it merely named Absent        | a            | web: -a -system leaving                       | nothing
          Authoritative no more than any             | a b          | web: authoritative +a leaving owns=a          | UserAssigned [-a]
          an observer nothing                        | a            | web: observe +a leaving owns=a                | nothing
          Retain of one is not Retain of another     | a b          | web: retain leaving owns=a; ops: leaving owns=a | UserAssigned [-a]
          """)
  void leaving(String takes, String live, String declared, String patch) {
    assertThat(patch(plan(live, declared))).isEqualTo(patch);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          while what it assigned is there            | a            | web: +a leaving owns=a                        | false
          once that is gone                          | none         | web: +a leaving owns=a                        | true
          if it never assigned anything              | a            | web: +a leaving                               | true
          with Retain                                | a            | web: +a retain leaving owns=a                 | true
          if another wants all of it                 | a            | web: +a leaving owns=a; ops: +a               | true
          suspended                                  | a            | web: +a suspended leaving owns=a              | true
          an observer                                | a            | web: +a observe leaving owns=a                | true
          where all it assigned is ignored           | a            | web: leaving owns=a; ops: authoritative ignore=* | true
          never while it stays                       | none         | web: +a                                       | false
          nor where all is done                      | a            | web: +a owns=a                                | false
          """)
  void letsALeavingOneGo(String when, String live, String declared, boolean released) {
    assertThat(plan(live, declared).shares().get("web").released()).isEqualTo(released);
  }

  @Test
  void takesSystemOffByDisabledOrDeletionOnly() {
    // Left out is not managed: the identity is handed back as it is.
    assertThat(patch(plan("system", "web: +a owns=system")))
        .isEqualTo("SystemAssigned, UserAssigned [+a]");
    assertThat(patch(plan("system", "web: -system owns=system"))).isEqualTo("None");
    assertThat(patch(plan("system", "web: -system"))).isEqualTo("None");
  }
}
