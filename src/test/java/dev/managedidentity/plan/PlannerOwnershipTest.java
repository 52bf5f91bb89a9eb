package dev.managedidentity.plan;

import static dev.managedidentity.plan.Shorthand.owned;
import static dev.managedidentity.plan.Shorthand.plan;
import static dev.managedidentity.plan.Shorthand.rows;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each declaration has on record before the PATCH, and the rows people read. */
class PlannerOwnershipTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          what the patch assigns, before it is sent  | none         | web: +system +a                     | system a
          what it assigned before                    | system a     | web: +system +a owns=system,a       | system a
          not what was there before                  | system a     | web: +system +a                     | nothing
          each by itself                             | a            | web: +a +b                          | b
          what was taken away by others: once more   | none         | web: +a owns=a                      | a
          what was taken away and is wanted no more  | none         | web: +system owns=a                 | system
          what was taken away while suspended: not   | none         | web: +a suspended owns=a            | nothing
          what it wants no more, until it is gone    | a b          | web: owns=a                         | a
          not the system it no longer mentions       | system       | web: owns=system                    | nothing
          the same suspended or observing            | system       | web: observe owns=system            | nothing
          the system it switches off, until it is    | system       | web: -system owns=system            | system
          what the elder takes away, until it is gone| a            | old: -a; web: +a owns=a             | a
          what others want but an elder refuses: not | none         | old: -a; web: +a                    | nothing
          what a suspended elder refuses: still      | a            | old: -a suspended; web: owns=a      | a
          """)
  void records(String what, String live, String declared, String owned) {
    assertThat(owned(plan(live, declared).shares().get("web"))).isEqualTo(owned);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          both that want what comes                  | none         | web: +a; ops: +a                      | a       | a
          one that comes to want what another assigned| a           | web: +a owns=a; ops: +a               | a       | a
          the younger one that lost, as well         | a            | web: +a owns=a; x: -a; ops: +a        | a       | a
          a suspended one, as well                   | none         | web: +a; ops: +a suspended            | a       | a
          not an observer                            | none         | web: +a; ops: +a observe              | a       | nothing
          not one that names it Absent               | a            | web: +a owns=a; ops: -a               | a       | nothing
          not one that does not name it              | a            | web: +a owns=a; ops: +b               | a       | b
          the system-assigned one likewise           | system       | web: +system owns=system; ops: +system| system  | system
          the heir and the giver, until it is recorded| a           | web: owns=a; ops: +a                  | a       | a
          the heir alone, once it is recorded        | a            | web: owns=a; ops: +a owns=a           | nothing | a
          the same where the giver leaves            | a            | web: leaving owns=a; ops: +a          | a       | a
          the same where the giver would Retain      | a            | web: retain leaving owns=a; ops: +a   | a       | a
          the same where system is handed on         | system       | web: owns=system; ops: +system        | system  | system
          the heir of the system, once it is recorded| system       | web: owns=system; ops: +system owns=system | nothing | system
          nobody, once it is Retained                | a            | web: retain leaving owns=a; ops: +b   | nothing | b
          """)
  void isCarriedBy(String whom, String live, String declared, String web, String ops) {
    // When
    Plan plan = plan(live, declared);

    // Then
    assertThat(owned(plan.shares().get("web"))).isEqualTo(web);
    assertThat(owned(plan.shares().get("ops"))).isEqualTo(ops);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          wanted, not there                          | none         | web: +system +a                      | system Pending owned, a Pending owned
          wanted, not there, suspended               | none         | web: +system +a suspended            | system Pending, a Pending
          wanted, there because of us                | system a     | web: +system +a owns=system,a        | system Assigned owned, a Assigned owned
          wanted, there before us                    | system a     | web: +system +a                      | system PreExisting, a PreExisting
          named by nobody                            | system a     | web: +b                              | system Foreign, a Foreign, b Pending owned
          named by another                           | a            | web: +b; ops: +a                     | a PreExisting, b Pending owned
          assigned for another                       | a            | web: +b; ops: +a owns=a              | a Assigned, b Pending owned
          coming for another                         | none         | web: +b; ops: +a                     | b Pending owned
          must not be there and is                   | system a     | web: -system -a                      | system Removing, a Removing
          must not be there and is, suspended        | system a     | web: -system -a suspended            | system Removing, a Removing
          must not be there and is not               | none         | web: -system -a                      | nothing
          wanted no more                             | a b          | web: owns=a                          | a Removing owned, b Foreign
          wanted no more, suspended                  | a            | web: owns=a suspended                | a Removing owned
          wanted no more, but ignored                | a            | web: owns=a; x: authoritative ignore=* | a Assigned owned
          undeclared beside Authoritative            | a b          | web: authoritative +a                | a PreExisting, b Removing
          undeclared beside the Authoritative of x    | b            | web: +a; x: authoritative            | a Pending owned, b Removing
          handed back                                | system       | web: +a owns=system                  | system Foreign, a Pending owned
          refused by an elder                        | none         | old: -a; web: +a                     | a Pending
          leaving                                    | system a b   | web: +system +a +b leaving owns=system,a | system Removing owned, a Removing owned, b Foreign
          leaving with Retain                        | a            | web: +a retain leaving owns=a        | a Foreign
          leaving, gone                              | none         | web: +a leaving                      | nothing
          """)
  void showsRows(String situation, String live, String declared, String rows) {
    assertThat(rows(plan(live, declared).shares().get("web"))).isEqualTo(rows);
  }

  @Test
  void showsWhatAzureTellsOfEachIdentity() {
    // When
    Share share = plan("system a", "web: +b").shares().get("web");

    // Then
    assertThat(share.systemAssigned())
        .hasValueSatisfying(
            row -> {
              assertThat(row.principalId()).isEqualTo("principal");
              assertThat(row.tenantId()).isEqualTo("tenant");
            });
    assertThat(share.rows())
        .extracting(Share.Row::principal)
        .containsExactly(
            new LiveIdentity.Principal("client-a", "principal-a"), LiveIdentity.Principal.UNKNOWN);
  }
}
