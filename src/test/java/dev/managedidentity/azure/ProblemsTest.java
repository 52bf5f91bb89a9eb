package dev.managedidentity.azure;

import static dev.managedidentity.azure.Replies.WEB;
import static dev.managedidentity.azure.Replies.error;
import static dev.managedidentity.azure.Replies.errorBody;
import static dev.managedidentity.azure.Replies.identity;
import static dev.managedidentity.azure.Replies.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.plan.ArmId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemsTest {
  private static final ArmId APP = identity("app");
  private static final ArmId APP2 = identity("app2");
  private static final List<ArmId> SENT = List.of(APP, APP2);

  @ParameterizedTest(name = "{1} {2} is {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          REFUSED         | 400 | FailedIdentityOperation            | Status: 'BadRequest'. Response: '{"error":{"code":"BadRequest","message":"The request format was unexpected, a non-UserAssigned identity type should not contain: userAssignedIdentities"}}'.
          REFUSED         | 400 | MissingIdentityIds                 | The identity ids must not be null or empty for 'UserAssigned' identity type.
          REFUSED         | 400 | InvalidIdentityValues              | The value is not one of those allowed.
          REFUSED         | 400 | LinkedInvalidPropertyId            | Property id 'x' at path 'identity' is invalid.
          REFUSED         | 400 | InvalidParameter                   | Identity ids cannot be duplicated in the request.
          IDENTITY_NOT_FOUND | 400 | FailedIdentityOperation         | Status: 'BadRequest'. Response: '{"error":{"code":"BadRequest","message":"Resource '/x' was not found."}}'.
          REFUSED         | 400 | InvalidParameter                   | The value 'SystemAssigned' of parameter 'identity' is not allowed. Allowed values are: UserAssigned, None.
          REFUSED         | 400 | InvalidParameter                   | Thing was not found.
          UNAUTHENTICATED | 401 | InvalidAuthenticationTokenTenant   | The access token is from the wrong issuer.
          DENIED          | 403 | LinkedAuthorizationFailed          | The client 'c' has permission to write; however, not to assign.
          DENIED          | 403 | AuthorizationFailed                | The client 'c' does not have authorization.
          DENIED          | 403 | DenyAssignmentAuthorizationFailed  | The access is denied because of the deny assignment with name 'n'.
          NOT_FOUND       | 404 | ResourceNotFound                   | The Resource was not found.
          NOT_FOUND       | 404 | ResourceGroupNotFound              | Resource group 'shop' could not be found.
          NOT_FOUND       | 404 | SubscriptionNotFound               | The subscription could not be found.
          NOT_FOUND       | 404 | NotFound                           | The entity was not found in this Azure location.
          REFUSED         | 404 | InvalidResourceType                | The resource type could not be found in the namespace.
          LOCKED          | 409 | ScopeLocked                        | The scope cannot perform write operation because following scope(s) are locked.
          BEING_DELETED   | 409 | OperationNotAllowed                | Not allowed since it is marked for deletion now.
          BEING_DELETED   | 409 | ResourceGroupBeingDeleted          | The resource group is in deprovisioning state.
          CONFLICT        | 409 | OperationNotAllowed                | Another reason.
          CONFLICT        | 409 | Conflict                           | Another operation is in progress.
          CONFLICT        | 409 | ConflictingConcurrentWriteNotAllowed | Please retry later.
          CONFLICT        | 409 | OperationPreempted                 | Preempted by a more recent operation.
          CHANGED         | 412 | PreconditionFailed                 | Etag does not match.
          THROTTLED       | 429 | OperationNotAllowed                | Too many requests.
          THROTTLED       | 429 | SubscriptionRequestsThrottled      | Please try again after '6' seconds.
          UNAVAILABLE     | 408 | RequestTimeout                     | Took too long.
          UNAVAILABLE     | 500 | InternalServerError                | An unexpected error occurred.
          UNAVAILABLE     | 503 | ServiceUnavailable                 | Try later.
          UNAVAILABLE     | 504 | GatewayTimeout                     | Try later.
          """)
  void everyRuleOfAzureHasItsKind(Kind kind, int status, String code, String message) {
    // When
    Problem problem = Problems.of(error(status, code, message), SENT);

    // Then
    assertThat(problem.kind()).isEqualTo(kind);
    assertThat(problem.code()).isEqualTo(code);
    assertThat(problem.message()).isEqualTo(message);
    assertThat(problem.identities()).isEmpty();
  }

  @ParameterizedTest(name = "{1} with {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          UNAUTHENTICATED | 401 | ''
          DENIED          | 403 | <html>Forbidden</html>
          UNAVAILABLE     | 404 | ''
          UNAVAILABLE     | 404 | <html>Not Found</html>
          UNAVAILABLE     | 404 | {"error":{"code":"ResourceNot
          UNAVAILABLE     | 400 | <html>Bad Request</html>
          UNAVAILABLE     | 413 | ''
          CONFLICT        | 409 | ''
          CHANGED         | 412 | ''
          THROTTLED       | 429 | <html>Slow down</html>
          UNAVAILABLE     | 502 | <html>Bad Gateway</html>
          UNAVAILABLE     | 503 | ''
          UNAVAILABLE     | 302 | ''
          UNAVAILABLE     | 500 | []
          UNAVAILABLE     | 500 | null
          UNAVAILABLE     | 500 | 7
          UNAVAILABLE     | 500 | {"error":null}
          UNAVAILABLE     | 500 | {"error":{"code":5,"message":[]}}
          """)
  void anAnswerWithoutAzuresWordsIsTakenByItsStatusOrNotAtAll(Kind kind, int status, String body) {
    // When
    Problem problem = Problems.of(reply(status, body), SENT);

    // Then
    assertThat(problem.kind()).isEqualTo(kind);
    assertThat(problem.code()).isEqualTo("Http" + status);
    assertThat(problem.message()).startsWith("status " + status).doesNotContain("html");
  }

  @ParameterizedTest(name = "{2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          OperationNotAllowed | THROTTLED | {"error":{"code":"OperationNotAllowed","message":"m","details":[{"code":"TooManyRequests","message":"d"}]}}
          Outer               | LOCKED    | {"error":{"code":"Outer","message":"{\\"error\\":{\\"code\\":\\"ScopeLocked\\",\\"message\\":\\"m\\"}}"}}
          Outer               | LOCKED    | {"error":{"code":"Outer","message":"said '{\\\\\\"error\\\\\\":{\\\\\\"code\\\\\\":\\\\\\"ScopeLocked\\\\\\"}}'"}}
          Outer               | LOCKED    | {"error":{"code":"Outer","innererror":{"code":"ScopeLocked"}}}
          ScopeLocked         | LOCKED    | {"code":"ScopeLocked","message":"m"}
          ScopeLocked         | LOCKED    | {"Code":"ScopeLocked","Message":"m"}
          ScopeLocked         | LOCKED    | "{\\"error\\":{\\"code\\":\\"ScopeLocked\\"}}"
          Outer               | CONFLICT  | {"error":{"code":"Outer","message":"the set {a, b} {"}}
          """)
  void codesAreFoundHoweverTheyAreNested(String code, Kind kind, String body) {
    // When
    Problem problem = Problems.of(reply(409, body), SENT);

    // Then
    assertThat(problem.kind()).isEqualTo(kind);
    assertThat(problem.code()).isEqualTo(code);
  }

  @Test
  void theMissingIdentityIsNamedThroughTheWrapping() {
    // Given
    String inner = errorBody("BadRequest", "Resource '%s' was not found.".formatted(APP2.folded()));
    Reply reply =
        error(
            400,
            "FailedIdentityOperation",
            "Identity operation for resource '%s' failed with error 'Failed to perform resource"
                    .formatted(WEB)
                + " identity operation. Status: 'BadRequest'. Response: '%s'.'.".formatted(inner));

    // When
    Problem problem = Problems.of(reply, SENT);

    // Then
    assertThat(problem.kind()).isEqualTo(Kind.IDENTITY_NOT_FOUND);
    assertThat(problem.identities()).containsExactly(APP2);
  }

  @Test
  void theLinkedScopesAreNamed() {
    // Given
    ArmId third = identity("third");
    Reply reply =
        error(
            403,
            "LinkedAuthorizationFailed",
            "no permission on the linked scope(s) '%s,%s' or the linked scope(s) are invalid."
                .formatted(APP, third));

    // When
    Problem problem = Problems.of(reply, List.of(APP, APP2, third));

    // Then
    assertThat(problem.identities()).containsExactlyInAnyOrder(APP, third);
  }

  @Test
  void namesBeyondTheShownMessageAreFoundToo() {
    // Given
    Reply reply = error(403, "LinkedAuthorizationFailed", "x".repeat(3000) + " '" + APP + "'");

    // When
    Problem problem = Problems.of(reply, SENT);

    // Then
    assertThat(problem.message()).hasSizeLessThan(1100);
    assertThat(problem.identities()).containsExactly(APP);
  }

  @Test
  void retryAfterIsKept() {
    // When
    Problem problem = Problems.of(reply(429, "Retry-After", "42", ""), SENT);

    // Then
    assertThat(problem.retryAfter()).contains(Duration.ofSeconds(42));
  }
}
