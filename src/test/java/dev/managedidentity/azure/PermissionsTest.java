package dev.managedidentity.azure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.azure.Permissions.Role;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PermissionsTest {
  private static final String WRITE = "Microsoft.Compute/virtualMachineScaleSets/write";
  private static final String ASSIGN =
      "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action";

  @ParameterizedTest(name = "{0} on {1} not {2}: {3}")
  @CsvSource({
    "*, " + WRITE + ", '', true",
    "*/write, " + WRITE + ", '', true",
    "*/WRITE, " + WRITE + ", '', true",
    "microsoft.compute/VirtualMachineScaleSets/*, " + WRITE + ", '', true",
    "Microsoft.Compute/*, " + WRITE + ", '', true",
    WRITE + ", " + WRITE + ", '', true",
    "*/read, " + WRITE + ", '', false",
    "Microsoft.Compute/virtualMachines/*, " + WRITE + ", '', false",
    "Microsoft.Compute/virtualMachineScaleSets, " + WRITE + ", '', false",
    "'', " + WRITE + ", '', false",
    "*, " + WRITE + ", *, false",
    "*, " + WRITE + ", Microsoft.Compute/*/WRITE, false",
    "*, " + WRITE + ", Microsoft.Authorization/*/Write, true",
    "*, " + ASSIGN + ", */write, true",
    "Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action, " + ASSIGN + ", '', false",
    "Microsoft.ManagedIdentity/*/action, " + ASSIGN + ", '', true",
    "Microsoft.ManagedIdentity/userAssignedIdentities/*, " + ASSIGN + ", */assign/*, false",
  })
  void anActionIsAllowedThatARoleHasAndDoesNotExcept(
      String has, String action, String not, boolean allowed) {
    // Given
    Permissions permissions = new Permissions(List.of(new Role(List.of(has), List.of(not))));

    // Then
    assertThat(permissions.allow(action)).isEqualTo(allowed);
    assertThat(permissions.allow(action.toUpperCase(Locale.ROOT))).isEqualTo(allowed);
  }

  @Test
  void whatOneRoleExceptsAnotherMayHave() {
    // Given
    String grant = "Microsoft.Authorization/roleAssignments/write";
    Role contributor = new Role(List.of("*"), List.of("Microsoft.Authorization/*/Write"));
    Role grantor = new Role(List.of(grant), List.of());

    // Then
    assertThat(new Permissions(List.of(contributor)).allow(grant)).isFalse();
    assertThat(new Permissions(List.of(contributor, grantor)).allow(grant)).isTrue();
    assertThat(new Permissions(List.of()).allow(grant)).isFalse();
  }

  @Provide
  Arbitrary<String> actions() {
    return Arbitraries.of("a", "B", "bb", "Ab", "read")
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .map(parts -> String.join("/", parts));
  }

  @Provide
  Arbitrary<List<Role>> roles() {
    Arbitrary<List<String>> patterns =
        Arbitraries.of("*", "a", "b", "B", "/", "read")
            .list()
            .ofMaxSize(5)
            .map(parts -> String.join("", parts))
            .list()
            .ofMaxSize(3);
    return Combinators.combine(patterns, patterns).as(Role::new).list().ofMaxSize(3);
  }

  @Property
  void isAsTheRuleSaysWhateverThePatterns(
      @ForAll("actions") String action, @ForAll("roles") List<Role> roles) {
    // Given
    boolean allowed =
        roles.stream()
            .anyMatch(role -> any(role.actions(), action) && !any(role.notActions(), action));

    // Then
    assertThat(new Permissions(roles).allow(action)).isEqualTo(allowed);
  }

  @Property
  void oneMoreRoleNeverTakesARightAway(
      @ForAll("actions") String action,
      @ForAll("roles") List<Role> some,
      @ForAll("roles") List<Role> more) {
    // Given
    boolean allowed = new Permissions(some).allow(action) || new Permissions(more).allow(action);

    // When
    List<Role> all = Stream.concat(some.stream(), more.stream()).toList();

    // Then
    assertThat(new Permissions(all).allow(action)).isEqualTo(allowed);
  }

  /** Written anew and slowly: a star stands for nothing, or for a letter more. */
  private static boolean any(List<String> patterns, String action) {
    return patterns.stream()
        .anyMatch(
            pattern -> matches(pattern.toLowerCase(Locale.ROOT), action.toLowerCase(Locale.ROOT)));
  }

  private static boolean matches(String pattern, String text) {
    if (pattern.isEmpty()) {
      return text.isEmpty();
    }
    if (pattern.charAt(0) == '*') {
      return matches(pattern.substring(1), text)
          || (!text.isEmpty() && matches(pattern, text.substring(1)));
    }
    return !text.isEmpty()
        && pattern.charAt(0) == text.charAt(0)
        && matches(pattern.substring(1), text.substring(1));
  }
}
