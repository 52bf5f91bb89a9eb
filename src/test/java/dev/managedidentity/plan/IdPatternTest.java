package dev.managedidentity.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdPatternTest {
  private static final String GROUP = "/subscriptions/5e1f/resourceGroups/Shop(1).x";
  private static final ArmId ID =
      ArmId.parse(
          GROUP
              + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities"
              + "/Built-In-Identity-eastus");

  @ParameterizedTest
  @CsvSource({
    "*, true",
    "**, true",
    "*/Built-In-Identity-*, true",
    "*/built-in-identity-*, true",
    "*/BUILT-IN-IDENTITY-EASTU?, true",
    "*/resourcegroups/shop(1).x/*, true",
    "/subscriptions/5e1f/*/Built-In-Identity-eastus, true",
    "*eastus, true",
    "*eastus*, true",
    "/subscriptions/*identity*identity*, true",
    "Built-In-Identity-eastus, false",
    "*/Built-In-Identity-, false",
    "*/Built-In-Identity-eastus?, false",
    "*/Built-In-Identity-east?, false",
    "/resourceGroups/*, false",
    "*/shop.1..x/*, false",
    "*identity*identity*identity*, false",
    "'', false",
    "?, false",
  })
  void isAGlobOnTheWholeId(String glob, boolean matches) {
    assertThat(new IdPattern(glob).matches(ID)).isEqualTo(matches);
  }

  @Test
  void foldsAsIdsDo() {
    ArmId greek = ArmId.of("5e1f", "ΟΔΟΣ", ArmId.USER_ASSIGNED_IDENTITY, "app");

    assertThat(new IdPattern("*/οδος/*").matches(greek)).isTrue();
    assertThat(new IdPattern("*/ΟΔΟΣ").matches(greek)).isFalse();
    assertThat(new IdPattern("*/ΟΔΟΣ/*").matches(greek)).isTrue();
  }

  @Property
  void matchesTheIdItself(@ForAll("legalGroups") String group) {
    ArmId id = ArmId.of("5e1f", group, ArmId.USER_ASSIGNED_IDENTITY, "app");

    assertThat(new IdPattern(id.text()).matches(id)).isTrue();
    assertThat(new IdPattern("*/resourceGroups/" + group + "/*").matches(id)).isTrue();
    assertThat(new IdPattern("*/resourceGroups/" + group + "x/*").matches(id)).isFalse();
  }

  @Provide
  Arbitrary<String> legalGroups() {
    // Azure: letters and digits of any script, underscores, parentheses, hyphens, full stops.
    return Arbitraries.strings()
        .withChars("_()-.aZ9ßéΣ資")
        .ofMinLength(1)
        .ofMaxLength(90)
        .filter(group -> !group.endsWith("."));
  }

  @Property
  void matchesWhatStarsAndMarksMayStandFor(
      @ForAll("legalGroups") String group, @ForAll("cuts") int cut) {
    // Given: the id with a stretch of it replaced
    String text = ArmId.of("5e1f", group, ArmId.USER_ASSIGNED_IDENTITY, "app").text();
    int from = Math.min(cut, text.length() - 1);

    // When, Then
    ArmId id = ArmId.parse(text);
    assertThat(new IdPattern(text.substring(0, from) + "*").matches(id)).isTrue();
    assertThat(new IdPattern("*" + text.substring(from)).matches(id)).isTrue();
    assertThat(new IdPattern(text.substring(0, from) + "?" + text.substring(from + 1)).matches(id))
        .isTrue();
    assertThat(new IdPattern(text.substring(0, from) + "?" + text.substring(from)).matches(id))
        .isFalse();
  }

  @Provide
  Arbitrary<Integer> cuts() {
    return Arbitraries.integers().between(0, 120);
  }

  @Test
  void staysFastOnAHostilePattern() {
    // Given: what sends a backtracking matcher through every way to split the name
    ArmId id = ArmId.of("5e1f", "shop", ArmId.USER_ASSIGNED_IDENTITY, "a".repeat(2000));
    IdPattern hostile = new IdPattern("*a".repeat(1000) + "b");

    // When, Then
    assertTimeoutPreemptively(
        Duration.ofSeconds(5), () -> assertThat(hostile.matches(id)).isFalse());
  }
}
