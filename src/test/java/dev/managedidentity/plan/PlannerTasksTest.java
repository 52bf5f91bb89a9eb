package dev.managedidentity.plan;

import static dev.managedidentity.plan.Shorthand.declarations;
import static dev.managedidentity.plan.Shorthand.live;
import static dev.managedidentity.plan.Shorthand.patch;
import static dev.managedidentity.plan.Shorthand.plan;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people do by hand today, each as live identity + declaration -> PATCH. */
class PlannerTasksTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          system on                                  | none         | web: +system            | SystemAssigned
          system on beside users                     | a            | web: +system            | SystemAssigned, UserAssigned
          system on and a user at once               | none         | web: +system +a         | SystemAssigned, UserAssigned [+a]
          system on that is on                       | system       | web: +system            | nothing
          first user                                 | none         | web: +a                 | UserAssigned [+a]
          a user beside system                       | system       | web: +a                 | SystemAssigned, UserAssigned [+a]
          one user more                              | a            | web: +b                 | UserAssigned [+b]
          several at once                            | a            | web: +b +c +d           | UserAssigned [+b +c +d]
          those missing only                         | a            | web: +a +b              | UserAssigned [+b]
          a user that is there                       | a            | web: +a                 | nothing
          an assigned user taken away by others      | b            | web: +a owns=a          | UserAssigned [+a]
          """)
  void assigns(String task, String live, String declared, String patch) {
    assertThat(patch(plan(live, declared))).isEqualTo(patch);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          one of several                             | a b c        | web: -a                 | UserAssigned [-a]
          one of several beside system               | system a b   | web: -a                 | SystemAssigned, UserAssigned [-a]
          all but the last                           | a b c        | web: -a -b              | UserAssigned [-a -b]
          the last: a map is refused beside None     | a            | web: -a                 | None
          all at once: likewise                      | a b c        | web: -a -b -c           | None
          all where system stays                     | system a b   | web: -a -b              | SystemAssigned
          system where users stay                    | system a b   | web: -system            | UserAssigned
          system where there is nothing else         | system       | web: -system            | None
          everything                                 | system a b   | web: -system -a -b      | None
          system and one of several                  | system a b   | web: -system -a         | UserAssigned [-a]
          a user that is not there: no null is sent  | a            | web: -b                 | nothing
          system that is off                         | a            | web: -system            | nothing
          everything where there is nothing          | none         | web: -system -a         | nothing
          an entry no longer listed that was ours    | a b          | web: +a owns=a,b        | UserAssigned [-b]
          the last entry, no longer listed           | a            | web: +system owns=a     | SystemAssigned
          an entry no longer listed, never ours      | a b          | web: +a owns=a          | nothing
          """)
  void removes(String task, String live, String declared, String patch) {
    assertThat(patch(plan(live, declared))).isEqualTo(patch);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          one user for another                       | a            | web: -a +b              | UserAssigned [-a +b]
          what was ours for another                  | a            | web: +b owns=a          | UserAssigned [-a +b]
          one of several for another                 | a c          | web: -a +b              | UserAssigned [-a +b]
          a user for system                          | a            | web: -a +system         | SystemAssigned
          system for a user                          | system       | web: -system +a         | UserAssigned [+a]
          system for one more user                   | system a     | web: -system +b         | UserAssigned [+b]
          system and a user for another user         | system a     | web: -system -a +b      | UserAssigned [-a +b]
          """)
  void swapsInOnePatch(String task, String live, String declared, String patch) {
    assertThat(patch(plan(live, declared))).isEqualTo(patch);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          system on is never sent                    | none         | web: +system            | nothing
          the users still are                        | none         | web: +system +a         | UserAssigned [+a]
          and the last one still goes                | a            | web: +system -a         | None
          system off is what it has                  | a            | web: -system            | nothing
          """)
  void spareFlexibleTheSystemAssignedIdentity(
      String task, String live, String declared, String patch) {
    Plan plan = Planner.plan(declarations(declared), live(live), Circumstances.usual(false));

    assertThat(patch(plan)).isEqualTo(patch);
  }

  @Test
  void tellFlexibleApartInTheShareOfWhoAsks() {
    // Given
    var asking = declarations("web: +system; old: -system; going: +system leaving; x: +a");

    // When
    Plan plan = Planner.plan(asking, LiveIdentity.NONE, Circumstances.usual(false));

    // Then
    assertThat(asking)
        .extracting(d -> plan.share(d).systemAssignedUnsupported())
        .containsExactly(true, false, false, false);
    assertThat(plan("none", "web: +system").shares().get("web").systemAssignedUnsupported())
        .isFalse();
  }

  @Test
  void sayTheChangesInWordsSystemFirstThenById() {
    // Given, When
    Plan plan = plan("system b", "web: -system +c +a -b");

    // Then
    assertThat(plan.changes())
        .extracting(Change::words)
        .containsExactly(
            "remove the system-assigned identity",
            "assign " + Shorthand.PREFIX + "a",
            "remove " + Shorthand.PREFIX + "b",
            "assign " + Shorthand.PREFIX + "c");
  }

  @Test
  void leaveATargetAloneThatNobodyDeclares() {
    Plan plan = Planner.plan(List.of(), live("system a"), Circumstances.usual(true));

    assertThat(plan.patch()).isEmpty();
    assertThat(plan.changes()).isEmpty();
    assertThat(plan.shares()).isEmpty();
  }
}
