package dev.managedidentity.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.managedidentity.plan.IdentityPatch.Entry;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A patch that Azure is known to refuse cannot be made. */
class IdentityPatchTest {

  @ParameterizedTest
  @EnumSource(names = {"NONE", "SYSTEM_ASSIGNED"})
  void hasNoMapBesideATypeWithoutUsers(IdentityType type) {
    Map<ArmId, Entry> entries = Map.of(Shorthand.id("a"), Entry.REMOVE);

    assertThatThrownBy(() -> new IdentityPatch(type, entries))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Azure refuses identities beside type " + type.text());
  }

  @Test
  void hasNoMoreEntriesThanAzureTakes() {
    // Given
    Map<ArmId, Entry> entries = new HashMap<>();
    for (int i = 0; i < IdentityPatch.MOST_ENTRIES; i++) {
      entries.put(Shorthand.id("id" + i), Entry.ASSIGN);
    }
    assertThat(new IdentityPatch(IdentityType.USER_ASSIGNED, entries).userAssigned()).hasSize(150);

    // When
    entries.put(Shorthand.id("one-more"), Entry.ASSIGN);

    // Then
    assertThatThrownBy(() -> new IdentityPatch(IdentityType.USER_ASSIGNED, entries))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Azure takes 150 identities a request, not 151");
  }

  @ParameterizedTest
  @CsvSource({
    "false, false, NONE, None",
    "true, false, SYSTEM_ASSIGNED, SystemAssigned",
    "false, true, USER_ASSIGNED, UserAssigned",
    "true, true, SYSTEM_AND_USER_ASSIGNED, 'SystemAssigned, UserAssigned'",
  })
  void hasATypeSpeltAsAzureReturnsIt(
      boolean system, boolean users, IdentityType type, String text) {
    assertThat(IdentityType.of(system, users)).isEqualTo(type);
    assertThat(type.text()).isEqualTo(text);
    assertThat(type.hasSystemAssigned()).isEqualTo(system);
    assertThat(type.hasUserAssigned()).isEqualTo(users);
  }
}
