package dev.managedidentity.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.LegacyExtension.OperatingSystem;
import dev.managedidentity.plan.ExtensionPlan.Change;
import dev.managedidentity.plan.ExtensionPlan.Share;
import dev.managedidentity.plan.LiveExtension.Setup;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The managed identity extension of a target.
 *
 * <p>Live: {@code none}, or names with system and port, such as {@code usual=Linux:50342
 * my=Windows:1} with {@code !} behind a failed one; {@code usual} stands for the name that Azure
 * documents. Declarations as in {@link Shorthand}, with {@code ext=Linux:50342} for Present, {@code
 * noext=Linux} or {@code noext=any} for Absent, and {@code added=usual} (for Linux) or another name
 * for what is on record.
 */
class ExtensionPlannerTest {
  private static final String LINUX = "ManagedIdentityExtensionForLinux";

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          that is missing                            | none                 | web: ext=Linux:50342                      | +usual:50342 web
          beside one for another system              | my=Windows:50342     | web: ext=Linux:50342                      | +usual:50342 web
          with another port                          | usual=Linux:1        | web: ext=Linux:50342                      | +usual:50342 web
          under the name it has                      | my=Linux:1           | web: ext=Linux:50342                      | +my:50342 web
          that was taken away by others              | none                 | web: ext=Linux:50342 added=usual          | +usual:50342 web
          for all who want it                        | none                 | web: ext=Linux:5; ops: ext=Linux:5        | +usual:5 web ops
          as the elder says                          | usual=Linux:1        | old: ext=Linux:5; web: ext=Linux:6        | +usual:5 old
          not one that is there                      | my=Linux:50342       | web: ext=Linux:50342                      | nothing
          nor one that is there and failed           | usual=Linux:50342!   | web: ext=Linux:50342                      | nothing
          not for a suspended one                    | none                 | web: ext=Linux:50342 suspended            | nothing
          but for another that acts                  | none                 | web: ext=Linux:5 suspended; ops: ext=Linux:5 | +usual:5 ops
          not for an observer                        | none                 | web: ext=Linux:50342 observe              | nothing
          not for one that leaves                    | none                 | web: ext=Linux:50342 leaving              | nothing
          not against a suspended elder              | none                 | old: noext=any suspended; web: ext=Linux:5 | nothing
          """)
  void adds(String what, String live, String declared, String change) {
    assertThat(change(plan(live, declared))).isEqualTo(change);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          refused, whoever added it                  | my=Linux:1           | web: noext=Linux                          | -my web
          refused for either system: one at a time   | a=Linux:1 b=Windows:1 | web: noext=any                           | -a web
          and then the other                         | b=Windows:1          | web: noext=any                            | -b web
          not for another system                     | my=Windows:1         | web: noext=Linux                          | nothing
          not where there is none                    | none                 | web: noext=any                            | nothing
          for all who refuse it                      | my=Linux:1           | web: noext=any; ops: noext=Linux          | -my web ops
          for those only that mean this system       | my=Windows:1         | web: noext=any suspended; ops: noext=Linux | nothing
          as the elder says                          | my=Linux:1           | old: noext=Linux; web: ext=Linux:1        | -my old
          not as the younger says                    | my=Linux:1           | old: ext=Linux:1; web: noext=Linux        | nothing
          not for a suspended one                    | my=Linux:1           | web: noext=any suspended                  | nothing
          not for an observer                        | my=Linux:1           | web: noext=any observe                    | nothing
          not for being left out                     | usual=Linux:1        | web: added=usual                          | nothing
          with the one that added it                 | usual=Linux:1        | web: ext=Linux:1 added=usual leaving      | -usual web
          not one that was there before              | usual=Linux:1        | web: ext=Linux:1 leaving                  | nothing
          not one that has another name than ours    | my=Linux:1           | web: ext=Linux:1 added=usual leaving      | nothing
          not one handed back before it left         | usual=Linux:1        | web: added=usual leaving                  | nothing
          not with Retain                            | usual=Linux:1        | web: ext=Linux:1 added=usual leaving retain | nothing
          not when it leaves suspended               | usual=Linux:1        | web: ext=Linux:1 added=usual leaving suspended | nothing
          not what another wants                     | usual=Linux:1        | web: ext=Linux:1 added=usual leaving; ops: ext=Linux:1 | nothing
          nor what a suspended one wants             | usual=Linux:1        | web: ext=Linux:1 added=usual leaving; ops: ext=Linux:1 suspended | nothing
          but what an observer wants                 | usual=Linux:1        | web: ext=Linux:1 added=usual leaving; ops: ext=Linux:1 observe | -usual web
          what a suspended one refuses, with its owner | usual=Linux:1      | old: noext=any suspended; web: ext=Linux:1 added=usual leaving | -usual web
          ours before one for another system comes   | usual=Linux:1        | web: ext=Windows:1 added=usual            | -usual web
          not that of others for that                | my=Linux:1           | web: ext=Windows:1                        | +ManagedIdentityExtensionForWindows:1 web
          """)
  void removes(String what, String live, String declared, String change) {
    assertThat(change(plan(live, declared))).isEqualTo(change);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          to be added, on record before it is        | none                 | web: ext=Linux:1                          | Pending owned usual
          to be added, beside one for another system | my=Windows:50342     | web: ext=Linux:1                          | Pending owned usual
          added by us                                | usual=Linux:1        | web: ext=Linux:1 added=usual              | Assigned owned usual
          recorded in another casing                 | USUAL=Linux:1        | web: ext=Linux:1 added=usual              | Assigned owned USUAL
          there before us                            | usual=Linux:1        | web: ext=Linux:1                          | PreExisting usual
          there before us, gets another port         | usual=Linux:1        | web: ext=Linux:2                          | PreExisting usual
          ours, gets another port                    | usual=Linux:1        | web: ext=Linux:2 added=usual              | Assigned owned usual
          failed                                     | usual=Linux:1!       | web: ext=Linux:1 added=usual              | Assigned owned usual failed
          ours, replaced by others                   | my=Linux:1           | web: ext=Linux:1 added=usual              | PreExisting my
          taken away while suspended                 | none                 | web: ext=Linux:1 added=usual suspended    | Pending usual
          refused                                    | my=Linux:1           | web: noext=any                            | Removing my
          refused by a suspended one                 | my=Linux:1           | web: noext=any suspended                  | Removing my
          refused and gone                           | none                 | web: noext=any                            | nothing
          refused by an elder                        | usual=Linux:1        | old: noext=any; web: ext=Linux:1 added=usual | Removing owned usual
          refused by a younger                       | usual=Linux:1        | old: ext=Linux:1; web: noext=any          | PreExisting usual
          not spoken of                              | my=Linux:1           | web:                                      | nothing
          not spoken of any more                     | usual=Linux:1        | web: added=usual                          | nothing
          handed on, until it is recorded            | usual=Linux:1        | web: added=usual; ops: ext=Linux:1        | Assigned owned usual
          handed on, once it is                      | usual=Linux:1        | web: added=usual; ops: ext=Linux:1 added=usual | nothing
          handed on while leaving with Retain        | usual=Linux:1        | web: ext=Linux:1 added=usual leaving retain; ops: ext=Linux:1 | Assigned owned usual
          added for another, wanted here too         | usual=Linux:1        | web: ext=Linux:1; ops: ext=Linux:1 added=usual | Assigned owned usual
          leaving                                    | usual=Linux:1        | web: ext=Linux:1 added=usual leaving      | Removing owned usual
          deleted while suspended                    | usual=Linux:1        | web: ext=Linux:1 added=usual leaving suspended | Removing owned usual
          not ours, under an elder for another system | usual=Linux:1       | old: ext=Windows:1; web: ext=Linux:1      | Foreign usual
          missing, under an elder for another system | none                 | old: ext=Windows:1; web: ext=Linux:1      | Pending usual
          leaving with Retain                        | usual=Linux:1        | web: ext=Linux:1 added=usual leaving retain | nothing
          ours, while one for another system waits   | usual=Linux:1        | web: ext=Windows:1 added=usual            | Removing owned usual
          an observer's, there                       | usual=Linux:1        | web: ext=Linux:1 observe                  | PreExisting usual
          an observer's, missing                     | none                 | web: ext=Linux:1 observe                  | Pending usual
          an observer's, refused                     | usual=Linux:1        | web: noext=any observe                    | Removing usual
          """)
  void showsARow(String situation, String live, String declared, String row) {
    assertThat(row(plan(live, declared).shares().get("web"))).isEqualTo(row);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          present against absent                     | old: ext=Linux:1; web: noext=any           | old
          absent against present                     | old: noext=Linux; web: ext=Linux:1         | old
          another port                               | old: ext=Linux:1; web: ext=Linux:2         | old
          another system                             | old: ext=Linux:1; web: ext=Windows:1       | old
          another system refused                     | old: noext=Linux; web: noext=any           | old
          the same                                   | old: ext=Linux:1; web: ext=Linux:1         | none
          the same refused                           | old: noext=Linux; web: noext=Linux         | none
          less refused                               | old: noext=any; web: noext=Linux           | none
          a suspended elder                          | old: ext=Linux:1 suspended; web: noext=any | old
          an elder that leaves                       | old: ext=Linux:1 leaving; web: noext=any   | none
          an elder that observes                     | old: ext=Linux:1 observe; web: noext=any   | none
          an observer                                | old: ext=Linux:1; web: noext=any observe   | old
          """)
  void givesTheElderTheSay(String contradiction, String declared, String elder) {
    ExtensionPlan plan = plan("none", declared);

    assertThat(plan.shares().get("web").elder().orElse("none")).isEqualTo(elder);
    assertThat(plan.shares().get("old").elder()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          while what it added is there               | usual=Linux:1        | web: ext=Linux:1 added=usual leaving      | false
          though another one goes first              | a=Windows:1 usual=Linux:1 | old: noext=Windows; web: ext=Linux:1 added=usual leaving | false
          once that is gone                          | none                 | web: ext=Linux:1 added=usual leaving      | true
          if it never added it                       | usual=Linux:1        | web: ext=Linux:1 leaving                  | true
          with Retain                                | usual=Linux:1        | web: ext=Linux:1 added=usual leaving retain | true
          if another wants it                        | usual=Linux:1        | web: ext=Linux:1 added=usual leaving; ops: ext=Linux:1 | true
          never while it stays                       | none                 | web:                                      | false
          """)
  void letsALeavingOneGo(String when, String live, String declared, boolean released) {
    assertThat(plan(live, declared).shares().get("web").released()).isEqualTo(released);
  }

  @Test
  void showsOnlyWhatItWantsItselfAndWaitsForNothingElse() {
    // Given
    String another = "ops: ext=Linux:5; web: noext=Windows";

    // When
    ExtensionPlan plan = plan("none", another);
    ExtensionPlan deleting = plan("none", "ops: ext=Linux:5; web: leaving");

    // Then
    assertThat(plan.shares().get("ops").changes()).hasSize(1);
    assertThat(plan.shares().get("web").changes()).isEmpty();
    assertThat(deleting.shares().get("web").changes()).isEmpty();
    assertThat(deleting.shares().get("web").released()).isTrue();
  }

  @Test
  void showsAnObserverWhatItWouldDo() {
    assertThat(plan("none", "web: ext=Linux:5 observe").shares().get("web").changes())
        .containsExactly("add the extension " + LINUX + " with port 5");
    assertThat(plan("my=Linux:1", "web: noext=any observe").shares().get("web").changes())
        .containsExactly("remove the extension my");
  }

  @Test
  void doesNotDependOnTheOrderItIsToldIn() {
    // Given
    List<Declaration> told = declarations("old: noext=any; web: ext=Linux:1; x: noext=Linux");
    List<Declaration> backwards = new ArrayList<>(told);
    Collections.reverse(backwards);
    List<LiveExtension> live = new ArrayList<>(live("b=Linux:1 a=Windows:2"));

    // When
    ExtensionPlan plan = ExtensionPlanner.plan(told, live);

    // Then
    Collections.reverse(live);
    assertThat(ExtensionPlanner.plan(backwards, live)).isEqualTo(plan);
  }

  private static ExtensionPlan plan(String live, String declared) {
    return ExtensionPlanner.plan(declarations(declared), live(live));
  }

  private static List<Declaration> declarations(String words) {
    List<Declaration> declarations = new ArrayList<>(Shorthand.declarations(words));
    List<String> each = List.of(words.split(";", -1));
    for (int i = 0; i < each.size(); i++) {
      ExtensionWish wanted = null;
      String owned = null;
      for (String word : each.get(i).strip().split(" ", -1)) {
        String value = word.substring(word.indexOf('=') + 1);
        wanted =
            word.startsWith("ext=")
                ? new ExtensionWish(true, os(value), port(value))
                : word.startsWith("noext=") ? new ExtensionWish(false, os(value), 0) : wanted;
        owned = word.startsWith("added=") ? value.replace("usual", LINUX) : owned;
      }
      ExtensionClaim claim = new ExtensionClaim(wanted, owned);
      declarations.set(i, new Told(declarations.get(i)).extension(claim).done());
    }
    return declarations;
  }

  private static List<LiveExtension> live(String words) {
    return Stream.of(words.split(" ", -1))
        .filter(word -> !word.equals("none"))
        .map(
            word -> {
              String name = word.substring(0, word.indexOf('='));
              String value = word.substring(word.indexOf('=') + 1).replace("!", "");
              return new LiveExtension(
                  fullName(name),
                  os(value),
                  port(value),
                  word.endsWith("!") ? Setup.FAILED : Setup.DONE);
            })
        .toList();
  }

  private static String fullName(String name) {
    return switch (name) {
      case "usual" -> LINUX;
      case "USUAL" -> "MANAGEDIDENTITYEXTENSIONFORLINUX";
      default -> name;
    };
  }

  private static OperatingSystem os(String value) {
    return value.equals("any") ? null : OperatingSystem.valueOf(value.replaceAll(":.*", ""));
  }

  private static int port(String value) {
    return Integer.parseInt(value.substring(value.indexOf(':') + 1));
  }

  private static String change(ExtensionPlan plan) {
    return plan.change().map(ExtensionPlannerTest::text).orElse("nothing");
  }

  private static String text(Change change) {
    String name = shortly(change.name());
    return (change.present() ? "+" + name + ":" + change.port() : "-" + name)
        + " "
        + String.join(" ", change.causes());
  }

  private static String row(Share share) {
    return share
        .row()
        .map(
            row ->
                row.state()
                    + (row.owned() ? " owned " : " ")
                    + shortly(row.name())
                    + (row.setup() == Setup.FAILED ? " failed" : ""))
        .orElse("nothing");
  }

  private static String shortly(String name) {
    return name.replace(LINUX, "usual").replace("MANAGEDIDENTITYEXTENSIONFORLINUX", "USUAL");
  }
}
