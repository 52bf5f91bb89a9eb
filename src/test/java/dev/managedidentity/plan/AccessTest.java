package dev.managedidentity.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessTest {
  private static final String READER =
      "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Reader   | Reader                               | true
          Reader   | reader                               | true
          Reader   | ' Reader '                           | true
          Reader   | Reader 2                             | false
          Reader   | acdd72a7-3385-48ef-bd42-f606fba81ae7 | false
          acdd72a7-3385-48ef-bd42-f606fba81ae7 | Reader   | false
          acdd72a7-3385-48ef-bd42-f606fba81ae7 | ACDD72A7-3385-48EF-BD42-F606FBA81AE7 | true
          """)
  void aRoleIsComparedByItsNameOrByItsDefinition(String allowed, String wanted, boolean isSame) {
    assertThat(RoleIds.isSameRole(allowed, wanted)).isEqualTo(isSame);
  }

  @ParameterizedTest
  @CsvSource({
    "acdd72a7-3385-48ef-bd42-f606fba81ae7, true",
    "8e3af657-a8ff-443c-a75c-2fe8c4bcb635, false"
  })
  void theIdOfADefinitionIsTheSameRoleInEverySubscription(String allowed, boolean isSame) {
    assertThat(RoleIds.isSameRole(allowed, READER)).isEqualTo(isSame);
  }

  @ParameterizedTest
  @CsvSource({
    "Contributor, , true",
    "Owner, , false",
    "An alias, 8e3af657-a8ff-443c-a75c-2fe8c4bcb635, false",
    "An alias, 18d7d88d-d35e-4fb5-a5c3-7773c20a72d9, false",
    "An alias, f58310d9-a9f6-439a-9e8d-f62e7b41a168, false",
    "An alias, acdd72a7-3385-48ef-bd42-f606fba81ae7, true"
  })
  void withoutAnyAzureAccessNoRoleIsGrantedThatGrantsRoles(
      String role, String definition, boolean isGranted) {
    assertThat(Access.UNRESTRICTED.grants(role, definition, "/subscriptions/s"))
        .isEqualTo(isGranted);
  }
}
