package dev.managedidentity.plan;

import static dev.managedidentity.plan.Shorthand.changes;
import static dev.managedidentity.plan.Shorthand.patch;
import static dev.managedidentity.plan.Shorthand.plan;
import static dev.managedidentity.plan.Shorthand.rows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.plan.IdentityPatch.Entry;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * An identity that was deleted and created again leaves a dead reference on its targets. Azure
 * never heals it; null and then an empty object do, in two PATCHes.
 */
class PlannerRepairTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          taken off first                            | a~ b         | web: +a +b owns=a,b                  | UserAssigned [-a]    | ~a web
          then assigned as any                       | b            | web: +a +b owns=a,b                  | UserAssigned [+a]    | +a web
          one that was there before us as well       | a~ b         | web: +a                              | UserAssigned [-a]    | ~a web
          the only one: a map is refused beside None | a~           | web: +a                              | None                 | ~a web
          all of them beside system                  | system a~ b~ | web: +a +b                           | SystemAssigned       | ~a web, ~b web
          beside what else changes                   | a~ b c       | web: +a -b +d                        | UserAssigned [-a -b +d] | ~a web, -b web, +d web
          as system comes                            | a~           | web: +system +a                      | SystemAssigned       | +system web, ~a web
          for all that want it                       | a~ b         | web: +a; ops: +a; x: +a suspended    | UserAssigned [-a]    | ~a web ops
          nothing that nobody declares               | a~ b~        | web: +b                              | UserAssigned [-b]    | ~b web
          unless it goes anyway                      | a~ b~ c      | web: +b owns=a                       | UserAssigned [-a -b] | -a web, ~b web
          nor what Authoritative sweeps              | a~ b         | web: authoritative +b                | UserAssigned [-a]    | -a web
          nor what is refused                        | a~ b         | old: -a; web: +a                     | UserAssigned [-a]    | -a old
          nor for a suspended one                    | a~           | web: +a suspended owns=a             | nothing              | nothing
          nor for one that leaves with Retain        | a~           | web: +a retain leaving owns=a        | nothing              | nothing
          """)
  void repairs(String what, String live, String declared, String patch, String changes) {
    // When
    Plan plan = plan(live, declared);

    // Then
    assertThat(patch(plan)).isEqualTo(patch);
    assertThat(changes(plan.changes())).isEqualTo(changes);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ours, dead                                 | a~           | web: +a owns=a                       | a Stale owned
          ours, taken off                            | none         | web: +a owns=a                       | a Pending owned
          ours, there anew                           | a            | web: +a owns=a                       | a Assigned owned
          there before us, dead                      | a~           | web: +a                              | a Stale
          there before us, taken off                 | none         | web: +a mends=a                      | a Stale
          there before us, there anew                | a            | web: +a mends=a                      | a PreExisting
          there before us, taken off, suspended      | none         | web: +a suspended mends=a            | a Stale
          there before us, wanted no more            | none         | web: mends=a                         | nothing
          there before us, handed on                 | none         | web: mends=a; ops: +a                | a Stale
          there before us, once the heir knows       | none         | web: mends=a; ops: +a mends=a        | nothing
          declared by nobody, dead                   | a~           | web: +b                              | a Stale, b Pending owned
          being removed, dead                        | a~           | web: -a                              | a Removing
          wanted no more, dead                       | a~ b         | web: owns=a                          | a Removing owned, b Foreign
          wanted no more, dead, suspended            | a~           | web: suspended owns=a                | a Removing owned
          an observer's, dead                        | a~           | web: observe +a                      | a Stale
          an observer's, removed by another          | a~           | web: observe +a; ops: authoritative  | a PreExisting
          an observer's, taken off                   | none         | web: observe +a mends=a              | a Pending
          another's own, dead: no record to mend by  | a~           | web: +b; ops: +a owns=a              | a Assigned, b Pending owned
          """)
  void showsRows(String situation, String live, String declared, String rows) {
    assertThat(rows(plan(live, declared).shares().get("web"))).isEqualTo(rows);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a newcomer while it is off the target      | none         | web: +a mends=a; ops: +a             | a Stale
          a newcomer where it is ours                | none         | web: +a owns=a; ops: +a              | a Pending owned
          a newcomer while it is dead                | a~           | web: +a owns=a; ops: +a              | a Stale owned
          one whose elder forgot                     | none         | web: +b; ops: +a mends=a             | a Stale
          a record of ours outweighs                 | none         | web: +a owns=a; ops: +a mends=a      | a Pending owned
          """)
  void tellsTheSameToAll(String whom, String live, String declared, String ops) {
    assertThat(rows(plan(live, declared).shares().get("ops"))).isEqualTo(ops);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          is not assigned, all others are            | none         | web: +a +b +system | a | SystemAssigned, UserAssigned [+b] | system Pending owned, a Pending, b Pending owned
          whoever wants it                           | none         | web: +a; ops: +a   | a | nothing                           | a Pending
          nor repaired                               | a~           | web: +a owns=a     | a | nothing                           | a Stale owned
          stays where it is                          | a            | web: +a owns=a     | a | nothing                           | a Assigned owned
          is removed as any                          | a b          | web: -a            | a | UserAssigned [-a]                 | a Removing, b Foreign
          and removed as ours                        | a b          | web: owns=a        | a | UserAssigned [-a]                 | a Removing owned, b Foreign
          stays known as there before                | none         | web: +a mends=a    | a | nothing                           | a Stale
          is not owned by what was once              | none         | web: +a owns=a     | a | nothing                           | a Pending
          leaves no target without any               | a            | web: -a +b         | b | None                              | a Removing, b Pending
          """)
  void whatIsSetAside(
      String what, String live, String declared, String aside, String patch, String rows) {
    // When
    Plan plan = plan(live, declared, aside);

    // Then
    assertThat(patch(plan)).isEqualTo(patch);
    assertThat(rows(plan.shares().get("web"))).isEqualTo(rows);
  }

  @Test
  void isShownToAnObserverAndNotDone() {
    // When
    Plan plan = plan("a~ b~", "web: observe +a +b +c +d", "b c");

    // Then
    assertThat(patch(plan)).isEqualTo("nothing");
    assertThat(changes(plan.shares().get("web").changes())).isEqualTo("~a web, +d web");
  }

  @Test
  void saysWhyInWords() {
    assertThat(plan("a~", "web: +a").changes())
        .extracting(Change::words)
        .containsExactly(
            "repair "
                + Shorthand.PREFIX
                + "a (take it off and assign it anew, for it was deleted and created again)");
  }

  @Test
  void countsInAChunkAfterWhatIsAssigned() {
    // Given
    String dead = many("", "~");

    // When
    Plan plan = plan("kept " + dead.strip(), "web: +z1 +z2" + many("+", ""));

    // Then
    var entries = plan.patch().orElseThrow().userAssigned().values();
    assertThat(entries).hasSize(150);
    assertThat(entries.stream().filter(entry -> entry == Entry.ASSIGN)).hasSize(2);
    assertThat(plan.changes()).hasSize(202);
  }

  private static String many(String before, String after) {
    return IntStream.range(0, 200)
        .mapToObj(i -> " " + before + "id%03d".formatted(i) + after)
        .collect(Collectors.joining());
  }
}
