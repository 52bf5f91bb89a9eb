package dev.managedidentity.plan;

import static dev.managedidentity.plan.RoleShorthand.changes;
import static dev.managedidentity.plan.RoleShorthand.declarations;
import static dev.managedidentity.plan.RoleShorthand.holder;
import static dev.managedidentity.plan.RoleShorthand.plan;
import static dev.managedidentity.plan.RoleShorthand.rows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.plan.RoleHolder.Presence;
import dev.managedidentity.plan.RolePlan.Grant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which roles are granted and which taken away. */
class RolePlannerTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          what is missing                            | p1                   | web: wants=Reader@s                       | +p1:Reader@s web
          in the order of the declaration            | p1                   | web: wants=Writer@t,Reader@s              | +p1:Writer@t web, +p1:Reader@s web
          not what is there                          | p1 Reader@s          | web: wants=Reader@s made=Reader@s         | nothing
          nor what others granted                    | p1 x:Reader@s        | web: wants=Reader@s                       | nothing
          what was taken away by others: once more   | p1                   | web: wants=Reader@s made=Reader@s         | +p1:Reader@s web
          for a new principal, leaving no orphan     | p1                   | web: wants=Reader@s made=p0:Reader@s      | +p1:Reader@s web, -p0:Reader@s web
          once for all who want it                   | p1                   | web: wants=Reader@s; ops: wants=Reader@s  | +p1:Reader@s web ops
          once for two spellings of it               | p1                   | web: wants=Reader@s; ops: wants=#Reader@s | +p1:Reader@s web ops
          once for two spellings in one              | p1                   | web: wants=#Reader@s,Reader@s             | +p1:#Reader@s web
          not while it cannot be looked up           | p1                   | web: wants=?Reader@s,Writer@t             | +p1:Writer@t web
          not where nobody could look                | p1 unread=s          | web: wants=Reader@s,Reader@t              | +p1:Reader@t web
          not without a principal                    | none                 | web: wants=Reader@s                       | nothing
          not while there may be one                 | unknown              | web: wants=Reader@s                       | nothing
          not for a suspended one                    | p1                   | web: wants=Reader@s suspended             | nothing
          but for another that acts                  | p1                   | web: wants=Reader@s suspended; ops: wants=Reader@s | +p1:Reader@s ops
          not for one that leaves                    | p1                   | web: wants=Reader@s leaving               | nothing
          not for an observer                        | p1                   | web: wants=Reader@s observe               | nothing
          """)
  void grants(String what, String holder, String declared, String changes) {
    assertThat(changes(plan(holder, declared))).isEqualTo(changes);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          what is wanted no more                     | p1 Reader@s          | web: made=Reader@s                        | -p1:Reader@s web
          though nobody looks at its scope any more  | p1                   | web: made=Reader@s                        | -p1:Reader@s web
          though nobody can look at its scope        | p1 unread=s          | web: made=Reader@s                        | -p1:Reader@s web
          where the principal is gone                | none                 | web: wants=Reader@s made=Reader@s         | -p1:Reader@s web
          not what others granted                    | p1 x:Reader@s Writer@t | web:                                    | nothing
          nor with our id, without a record          | p1 Reader@s          | web:                                      | nothing
          not while there may be a principal         | unknown              | web: made=Reader@s                        | nothing
          not what cannot be looked up               | p1 Reader@s          | web: wants=?Reader@s made=Reader@s        | nothing
          though it cannot be, of a former principal | p1                   | web: wants=?Reader@s made=p0:Reader@s     | -p0:Reader@s web
          not for being spelt otherwise              | p1 Reader@s          | web: wants=#Reader@s made=Reader@s        | nothing
          a role for another                         | p1 Reader@s          | web: wants=Writer@s made=Reader@s         | +p1:Writer@s web, -p1:Reader@s web
          a scope for another                        | p1 Reader@s          | web: wants=Reader@t made=Reader@s         | +p1:Reader@t web, -p1:Reader@s web
          once for all who made it                   | p1 Reader@s          | web: made=Reader@s; ops: made=Reader@s    | -p1:Reader@s web ops
          not what another wants                     | p1 Reader@s          | web: made=Reader@s; ops: wants=Reader@s   | nothing
          nor what a suspended one wants             | p1 Reader@s          | web: made=Reader@s; ops: wants=Reader@s suspended | nothing
          but what an observer wants                 | p1 Reader@s          | web: made=Reader@s; ops: wants=Reader@s observe   | -p1:Reader@s web
          when it leaves                             | p1 Reader@s          | web: wants=Reader@s made=Reader@s leaving | -p1:Reader@s web
          not when it leaves with Retain             | p1 Reader@s          | web: made=Reader@s leaving retain         | nothing
          Retain of one is not Retain of another     | p1 Reader@s          | web: made=Reader@s leaving retain; ops: made=Reader@s leaving | -p1:Reader@s ops
          not when it is suspended                   | p1 Reader@s          | web: made=Reader@s suspended              | nothing
          not when it leaves suspended               | p1 Reader@s          | web: made=Reader@s suspended leaving      | nothing
          not for an observer                        | p1 Reader@s          | web: made=Reader@s observe                | nothing
          """)
  void revokes(String what, String holder, String declared, String changes) {
    assertThat(changes(plan(holder, declared))).isEqualTo(changes);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          to be made, on record before it is         | p1                   | web: wants=Reader@s                       | Reader@s Pending owned
          made by us                                 | p1 Reader@s          | web: wants=Reader@s made=Reader@s         | Reader@s Granted owned
          made by others                             | p1 x:Reader@s        | web: wants=Reader@s                       | Reader@s Granted
          ours, replaced by others                   | p1 x:Reader@s        | web: wants=Reader@s made=Reader@s         | Reader@s Granted
          with our id, the record lost               | p1 Reader@s          | web: wants=Reader@s                       | Reader@s Granted
          taken away while suspended                 | p1                   | web: wants=Reader@s made=Reader@s suspended | Reader@s Pending
          made for another that acts                 | p1                   | web: wants=Reader@s suspended; ops: wants=Reader@s | Reader@s Pending owned
          wanted no more                             | p1 Reader@s          | web: wants=Writer@s made=Reader@s         | Writer@s Pending owned, Reader@s Removing owned
          of a former principal                      | p1                   | web: wants=Reader@s made=p0:Reader@s      | Reader@s Pending owned, p0:Reader@s Removing owned
          without a principal                        | none                 | web: wants=Reader@s made=Reader@s         | Reader@s Pending, Reader@s Removing owned
          while there may be a principal             | unknown              | web: wants=Reader@s,Writer@s made=Reader@s | Reader@s Granted owned, Writer@s Pending
          the same where it cannot be looked up      | unknown              | web: wants=?Reader@s made=Reader@s        | Reader@s Granted owned
          wanted no more, while there may be one     | unknown              | web: made=Reader@s                        | Reader@s Removing owned
          where nobody could look                    | p1 unread=s          | web: wants=Reader@s,Writer@s made=Reader@s | Reader@s Granted owned, Writer@s Pending
          that cannot be looked up                   | p1                   | web: wants=?Reader@s                      | Reader@s Pending
          that cannot be looked up now, ours         | p1 Reader@s          | web: wants=?Reader@s made=Reader@s        | Reader@s Granted owned
          that cannot be looked up and was taken away| p1                   | web: wants=?Reader@s made=Reader@s        | Reader@s Pending
          spelt twice                                | p1                   | web: wants=Reader@s,#Reader@s             | Reader@s Pending owned, #Reader@s Pending owned
          in the order of the declaration            | p1 Reader@s          | web: wants=Writer@s,Reader@s made=Reader@s | Writer@s Pending owned, Reader@s Granted owned
          an observer's, made by others              | p1 x:Reader@s        | web: wants=Reader@s,Writer@s observe      | Reader@s Granted, Writer@s Pending
          an observer's, made before it was one      | p1 Reader@s Writer@s | web: wants=Reader@s made=Reader@s,Writer@s observe | Reader@s Granted owned, Writer@s Removing owned
          an observer's, replaced by others          | p1 x:Reader@s        | web: wants=Reader@s made=Reader@s observe | Reader@s Granted
          an observer's, taken away by others        | p1                   | web: wants=Reader@s made=Reader@s observe | Reader@s Pending
          leaving                                    | p1 Reader@s x:Writer@s | web: wants=Reader@s,Writer@s made=Reader@s leaving | Reader@s Removing owned
          leaving with Retain                        | p1 Reader@s          | web: wants=Reader@s made=Reader@s leaving retain | nothing
          handed on, until it is recorded            | p1 Reader@s          | web: made=Reader@s; ops: wants=Reader@s   | Reader@s Granted owned
          handed on, once it is                      | p1 Reader@s          | web: made=Reader@s; ops: wants=Reader@s made=Reader@s | nothing
          handed on while leaving with Retain        | p1 Reader@s          | web: made=Reader@s leaving retain; ops: wants=Reader@s | Reader@s Granted owned
          made for another, wanted here too          | p1 Reader@s          | web: wants=Reader@s; ops: wants=Reader@s made=Reader@s | Reader@s Granted owned
          made for another, in another spelling      | p1 Reader@s          | web: wants=#Reader@s; ops: wants=Reader@s made=Reader@s | #Reader@s Granted owned
          made for another, not wanted here          | p1 Reader@s          | web: wants=Writer@s suspended; ops: wants=Reader@s made=Reader@s | Writer@s Pending
          """)
  void showsRows(String situation, String holder, String declared, String rows) {
    assertThat(rows(plan(holder, declared).shares().get("web"))).isEqualTo(rows);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          while there is something to revoke         | p1 Reader@s          | web: made=Reader@s leaving                | false
          once that is on no record any more         | p1                   | web: wants=Reader@s leaving               | true
          with Retain                                | p1 Reader@s          | web: made=Reader@s leaving retain         | true
          suspended                                  | p1 Reader@s          | web: made=Reader@s leaving suspended      | true
          an observer                                | p1 Reader@s          | web: made=Reader@s leaving observe        | true
          if another wants all of it                 | p1 Reader@s          | web: made=Reader@s leaving; ops: wants=Reader@s | true
          not while nobody knows                     | unknown              | web: made=Reader@s leaving                | false
          though nobody knows, with nothing made     | unknown              | web: leaving                              | true
          never while it stays                       | p1                   | web:                                      | false
          """)
  void letsALeavingOneGo(String when, String holder, String declared, boolean released) {
    assertThat(plan(holder, declared).shares().get("web").released()).isEqualTo(released);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          what it would grant                        | p1                   | web: wants=Reader@s observe               | grant Reader on %s
          what it would take away                    | p1                   | web: made=Reader@s observe                | take away Reader on %s
          also while suspended                       | p1                   | web: wants=Reader@s observe suspended     | grant Reader on %s
          what others do, too                        | p1                   | web: wants=Reader@s observe; ops: wants=Reader@s | grant Reader on %s
          """)
  void showsAnObserverWhatItWouldDo(String what, String holder, String declared, String words) {
    RolePlan plan = plan(holder, declared);

    assertThat(plan.shares().get("web").changes())
        .containsExactly(words.formatted("/subscriptions/5e1f/resourceGroups/s"));
    assertThat(plan.grants()).allSatisfy(grant -> assertThat(grant.causes()).containsOnly("ops"));
    assertThat(plan.revocations()).isEmpty();
  }

  @Test
  void takesNoNoticeOfARoleFromAboveTheScopeNorOfAnotherPrincipal() {
    // Given
    RoleWish wish = RoleShorthand.wish("Reader@s");
    LiveRole above = new LiveRole("above", "p1", wish.definition(), "/subscriptions/5e1f");
    LiveRole another = new LiveRole("another", "p2", wish.definition(), wish.scope());
    RoleHolder holder = new RoleHolder(Presence.THERE, "p1", List.of(above, another), Set.of());

    // When
    RolePlan plan = RolePlanner.plan(declarations("web: wants=Reader@s"), holder);

    // Then
    assertThat(changes(plan)).isEqualTo("+p1:Reader@s web");
  }

  @Test
  void findsWhatIsThereInAnyCasingAndWithATrailingSlash() {
    // Given
    RoleWish wish = RoleShorthand.wish("Reader@s");
    LiveRole live =
        new LiveRole("ID", "P1", wish.definition(), "/SUBSCRIPTIONS/5e1f/resourcegroups/S/");
    RoleHolder holder = new RoleHolder(Presence.THERE, "p1", List.of(live), Set.of());

    // When
    RolePlan plan = RolePlanner.plan(declarations("web: wants=Reader@s"), holder);

    // Then
    assertThat(changes(plan)).isEqualTo("nothing");
    assertThat(plan.shares().get("web").rows()).extracting(RolePlan.Row::id).containsExactly("ID");
  }

  @Test
  void givesAnAssignmentTheSameIdWheneverItIsMade() {
    // When
    String once = RoleIds.grant("P1", "d", "/Subscriptions/5e1f/resourceGroups/S/");
    String again = RoleIds.grant("p1", "d", "/subscriptions/5e1f/resourcegroups/s");

    // Then
    assertThat(once)
        .isEqualToIgnoringCase(again)
        .matches(
            "/Subscriptions/5e1f/resourceGroups/S/providers/Microsoft.Authorization"
                + "/roleAssignments/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    assertThat(again)
        .isNotEqualTo(RoleIds.grant("p2", "d", "/subscriptions/5e1f/resourcegroups/s"))
        .isNotEqualTo(RoleIds.grant("p1", "e", "/subscriptions/5e1f/resourcegroups/s"))
        .isNotEqualTo(RoleIds.grant("p1", "d", "/subscriptions/5e1f/resourcegroups/t"));
  }

  @Test
  void showsOnlyWhatItWantsItselfAndWaitsForNothingElse() {
    // When
    RolePlan deleting = plan("p1", "ops: wants=Reader@s; web: leaving");

    // Then
    assertThat(deleting.shares().get("ops").changes()).hasSize(1);
    assertThat(deleting.shares().get("web").changes()).isEmpty();
    assertThat(deleting.shares().get("web").released()).isTrue();
  }

  @Test
  void tellsAzureWhatToGrant() {
    // When
    Grant grant = plan("p1", "web: wants=Reader@s").grants().get(0);

    // Then
    assertThat(grant.id())
        .isEqualTo(RoleIds.grant("p1", "definition-of-reader", grant.scope()))
        .startsWith("/subscriptions/5e1f/resourceGroups/s/providers/");
    assertThat(grant.definition()).isEqualTo("definition-of-reader");
  }

  @Test
  void doesNotDependOnTheOrderItIsToldIn() {
    // Given
    List<Declaration> told =
        declarations("web: wants=Reader@s; ops: wants=#Reader@s made=Writer@s; x: made=Writer@s");
    List<Declaration> backwards = new ArrayList<>(told);
    Collections.reverse(backwards);

    // When, Then
    assertThat(RolePlanner.plan(backwards, holder("p1")))
        .isEqualTo(RolePlanner.plan(told, holder("p1")));
  }
}
