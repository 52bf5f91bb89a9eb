package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.azure.Problem;
import dev.managedidentity.azure.Problem.Kind;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is evidence that a scope does not exist, and what is not even asked for. */
class GoneScopesTest {
  private static final String GROUP = "/subscriptions/s/resourceGroups/shop";

  private final FakeIdentities azure = new FakeIdentities();
  private final GoneScopes scopes = new GoneScopes(azure);

  private static Problem problem(Kind kind, String code) {
    return new Problem(kind, code, "said Azure", Optional.empty(), Set.of());
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "GROUP_NOT_FOUND, ResourceGroupNotFound,        true",
    "NOT_FOUND,       ResourceGroupNotFound,        true",
    "GROUP_NOT_FOUND, SubscriptionNotFound,         false",
    "NOT_FOUND,       ResourceNotFound,             false",
    "DENIED,          AuthorizationFailed,          false",
    "UNAUTHENTICATED, ExpiredAuthenticationToken,   false",
    "THROTTLED,       SubscriptionRequestsThrottled, false",
    "UNAVAILABLE,     InternalServerError,          false",
    "REFUSED,         BadRequest,                   false",
  })
  void onlyAzuresWordThatTheGroupDoesNotExistIsEvidence(Kind ofGroup, String code, boolean isGone) {
    // Given
    Problem refusal = problem(Kind.DENIED, "AuthorizationFailed");
    azure.fail("group", problem(ofGroup, code));

    // When
    Problem explained = scopes.explain(refusal, GROUP + "/providers/Microsoft.Compute/x/web");

    // Then
    assertThat(GoneScopes.isGone(explained)).isEqualTo(isGone);
    assertThat(explained.equals(refusal)).isEqualTo(!isGone);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "DENIED,          AuthorizationFailed,                1",
    "DENIED,          DenyAssignmentAuthorizationFailed,  0",
    "DENIED,          RequestDisallowedByPolicy,          0",
    "DENIED,          LinkedAuthorizationFailed,          0",
    "NOT_FOUND,       SubscriptionNotFound,               0",
    "UNAUTHENTICATED, InvalidAuthenticationTokenTenant,   0",
    "THROTTLED,       OperationNotAllowed,                0",
    "UNAVAILABLE,     InternalServerError,                0",
  })
  void onlyAMissingPermissionIsAQuestion(Kind kind, String code, int reads) {
    // Given
    azure.groupIsThere = false;
    Problem refusal = problem(kind, code);

    // When
    Problem explained = scopes.explain(refusal, GROUP);

    // Then
    assertThat(azure.count("group")).isEqualTo(reads);
    assertThat(explained).as("a fake without Azure's code is no evidence").isEqualTo(refusal);
  }

  @ParameterizedTest
  @CsvSource({
    "/subscriptions/s/resourceGroups/shop, 1",
    "/SUBSCRIPTIONS/s/resourcegroups/shop/providers/p/t/n, 1",
    "/subscriptions/s, 0",
    "/subscriptions/s/providers/p/t/n, 0",
    "/providers/Microsoft.Management/managementGroups/m, 0",
    "/, 0",
  })
  void aScopeInNoGroupIsNotAskedFor(String scope, int reads) {
    // When
    scopes.explain(problem(Kind.DENIED, "AuthorizationFailed"), scope);

    // Then
    assertThat(azure.count("group")).isEqualTo(reads);
  }
}
