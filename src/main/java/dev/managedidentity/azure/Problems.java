package dev.managedidentity.azure;

import com.azure.core.http.HttpHeaderName;
import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.plan.ArmId;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Tells from an answer why Azure did not do what it was asked. */
final class Problems {
  /** Our word for an answer that Azure cannot have meant. */
  static final String SENSELESS = "SenselessAnswer";

  private Problems() {}

  /**
   * The problem that an answer reports.
   *
   * @param sent the identities that were in the request
   */
  static Problem of(Reply reply, Collection<ArmId> sent) {
    AzureError error = AzureError.in(reply.body());
    String message = error.message();
    return new Problem(
        kind(reply.status(), error),
        error.code().map(Words::shown).orElse("Http" + reply.status()),
        message.isBlank() ? withoutWords(reply) : Words.shown(message),
        reply.retryAfter(),
        Words.named(message, sent));
  }

  /** An answer of which it cannot be told what it means. */
  static Problem senseless(Reply reply, String why) {
    return new Problem(
        Kind.UNAVAILABLE,
        SENSELESS,
        "Azure answered %d, but %s".formatted(reply.status(), why),
        reply.retryAfter(),
        Set.of());
  }

  private static Kind kind(int status, AzureError error) {
    return switch (status) {
      case 401 -> Kind.UNAUTHENTICATED;
      case 403 -> Kind.DENIED;
      case 404 -> notFound(error);
      case 408 -> Kind.UNAVAILABLE;
      case 409 -> conflict(error);
      case 412 -> Kind.CHANGED;
      // Compute's own throttling has the code OperationNotAllowed: here the status tells.
      case 429 -> Kind.THROTTLED;
      default -> status >= 400 && status < 500 ? refused(error) : Kind.UNAVAILABLE;
    };
  }

  /**
   * Only Azure's own word makes a thing not there: a 404 of a proxy's, taken at face value, would
   * let a declaration be forgotten that still has identities assigned.
   */
  private static Kind notFound(AzureError error) {
    if (error.isEmpty()) {
      return Kind.UNAVAILABLE;
    }
    if (error.has("RoleDefinitionDoesNotExist")) {
      return Kind.ROLE_NOT_FOUND;
    }
    // InvalidResourceType and the like: the endpoint does not know scale sets at all.
    String code = error.code().orElse("").toLowerCase(Locale.ROOT);
    return code.endsWith("notfound") ? Kind.NOT_FOUND : Kind.REFUSED;
  }

  private static Kind conflict(AzureError error) {
    if (error.has("ScopeLocked")) {
      return Kind.LOCKED;
    }
    if (error.has("RoleAssignmentExists")) {
      return Kind.ALREADY_GRANTED;
    }
    if (error.has("TooManyRequests")) {
      return Kind.THROTTLED;
    }
    boolean marked = error.has("OperationNotAllowed") && error.mentions("marked for deletion");
    return marked || error.has("ResourceGroupBeingDeleted") ? Kind.BEING_DELETED : Kind.CONFLICT;
  }

  private static Kind refused(AzureError error) {
    if (error.isEmpty()) {
      // Azure always gives a reason; this is somebody between it and us.
      return Kind.UNAVAILABLE;
    }
    if (error.has("PrincipalNotFound")) {
      return Kind.PRINCIPAL_NOT_FOUND;
    }
    if (error.has("RoleDefinitionDoesNotExist")) {
      return Kind.ROLE_NOT_FOUND;
    }
    boolean missing = error.has("FailedIdentityOperation") && error.mentions("was not found");
    return missing ? Kind.IDENTITY_NOT_FOUND : Kind.REFUSED;
  }

  private static String withoutWords(Reply reply) {
    String type =
        Optional.ofNullable(reply.headers().getValue(HttpHeaderName.CONTENT_TYPE))
            .map(Words::shown)
            .orElse("no content type");
    String what = reply.body().isBlank() ? "an empty body" : "a body that is no error of Azure's";
    return "status %d with %s (%s)".formatted(reply.status(), what, type);
  }
}
