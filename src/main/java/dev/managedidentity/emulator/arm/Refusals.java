package dev.managedidentity.emulator.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.wire.Json;
import java.util.Collection;

/** Azure's refusals, word for word where the words are known. */
final class Refusals {
  private Refusals() {}

  static ArmException badContent(String why) {
    return new ArmException(
        400,
        "InvalidRequestContent",
        "The request content was invalid and could not be deserialized: '" + why + "'.");
  }

  static ArmException apiVersionMissing() {
    return new ArmException(
        400,
        "MissingApiVersionParameter",
        "The api-version query parameter (?api-version=) is required for all requests.");
  }

  static ArmException apiVersionInvalid(String version) {
    return new ArmException(
        400, "InvalidApiVersionParameter", "The api-version '" + version + "' is invalid.");
  }

  static ArmException badPath() {
    return new ArmException(400, "InvalidRequestUri", "The path has control characters in it.");
  }

  static ArmException subscriptionNotFound(String subscription) {
    return new ArmException(
        404, "SubscriptionNotFound", "The subscription '" + subscription + "' could not be found.");
  }

  static ArmException groupNotFound(String group) {
    return new ArmException(
        404, "ResourceGroupNotFound", "Resource group '" + group + "' could not be found.");
  }

  static ArmException notFound(ResourceId id) {
    return new ArmException(
        404,
        "ResourceNotFound",
        "The Resource '%s' under resource group '%s' was not found. For more details please go to"
                .formatted(id.relative(), id.group())
            + " https://aka.ms/ARMResourceNotFoundFix");
  }

  /** What compute says itself, where the front door did not yet know or never does. */
  static ArmException entityNotFound() {
    return new ArmException(404, "NotFound", "The entity was not found in this Azure location.");
  }

  static ArmException parentNotFound(ResourceId part) {
    String parent = part.parent().map(ResourceId::name).orElse(part.group());
    return new ArmException(
        404,
        "ParentResourceNotFound",
        "Can not perform requested operation on nested resource. Parent resource '"
            + parent
            + "' not found.");
  }

  static ArmException instanceIsNoNumber() {
    return new ArmException(
        400,
        "InvalidParameter",
        "Virtual Machine Scale Set VM instanceId must be a number.",
        "instanceId",
        0);
  }

  static ArmException graphCannot() {
    return new ArmException(
        422, "UnprocessableEntity", "The Resource Graph does not serve this: ask without it.");
  }

  static ArmException noSuchPath(String method, String path) {
    return new ArmException(
        404,
        "InvalidResourceType",
        "No resource type is served at '%s' for the method '%s'.".formatted(path, method));
  }

  static ArmException methodNotAllowed(String method) {
    return new ArmException(
        405,
        "MethodNotAllowed",
        "The requested resource does not support http method '" + method + "'.");
  }

  static ArmException locationRequired() {
    return new ArmException(
        400, "LocationRequired", "The location property is required for this definition.");
  }

  static ArmException etagDiffers(String sent, long actual) {
    return new ArmException(
        412,
        "PreconditionFailed",
        "Etag provided in if-match header \"%s\" does not match etag \"%d\" of resource."
            .formatted(sent, actual));
  }

  static ArmException beingDeleted(ResourceId id) {
    return new ArmException(
        409,
        "OperationNotAllowed",
        "Operation 'write' is not allowed on '%s' since it is marked for deletion. You can only retry the Delete operation (or wait for an ongoing one to complete)."
            .formatted(id.name()));
  }

  static ArmException conflict(String code) {
    return new ArmException(
        409, code, "The request failed due to conflict with a concurrent request.");
  }

  static ArmException unknownIdentityType(String type) {
    return identityParameter(
        type, "SystemAssigned, UserAssigned, 'SystemAssigned, UserAssigned', None");
  }

  static ArmException identityTypeMissing() {
    return new ArmException(
        400,
        "InvalidParameter",
        "Required parameter 'identity.type' is missing (null).",
        "identity.type",
        0);
  }

  static ArmException systemOnFlexible() {
    return identityParameter("SystemAssigned", "UserAssigned, None");
  }

  private static ArmException identityParameter(String value, String allowed) {
    return new ArmException(
        400,
        "InvalidParameter",
        "The value '%s' of parameter 'identity' is not allowed. Allowed values are: %s."
            .formatted(value, allowed),
        "identity",
        0);
  }

  static ArmException entriesWithoutUserAssigned(ResourceId target) {
    return failedIdentityOperation(
        target,
        "The request format was unexpected, a non-UserAssigned identity type should not contain:"
            + " userAssignedIdentities");
  }

  static ArmException identityMissing(ResourceId target, String identityId) {
    return failedIdentityOperation(target, "Resource '" + identityId + "' was not found.");
  }

  static ArmException tooManyIds(ResourceId target, int most) {
    return failedIdentityOperation(
        target, "The request names more than " + most + " user assigned identities.");
  }

  private static ArmException failedIdentityOperation(ResourceId target, String why) {
    ObjectNode inner = Json.object();
    inner.putObject("error").put("code", "BadRequest").put("message", why);
    return new ArmException(
        400,
        "FailedIdentityOperation",
        "Identity operation for resource '%s' failed with error 'Failed to perform resource identity operation. Status: 'BadRequest'. Response: '%s'.'."
            .formatted(target.text(), Json.text(inner)));
  }

  static ArmException noIdentityIds() {
    return new ArmException(
        400,
        "MissingIdentityIds",
        "The identity ids must not be null or empty for 'UserAssigned' identity type.");
  }

  static ArmException badIdentityValue(String identityId) {
    return new ArmException(
        400,
        "InvalidIdentityValues",
        "Invalid value for the identities '%s'. The 'UserAssignedIdentities' property keys should only be empty json objects, null or the resource exisiting property."
            .formatted(identityId));
  }

  static ArmException noArmId(String identityId) {
    return new ArmException(
        400,
        "LinkedInvalidPropertyId",
        "Property id '%1$s' at path 'identity.userAssignedIdentities.%1$s' is invalid. Expect fully qualified resource Id that start with '/subscriptions/{subscriptionId}' or '/providers/{resourceProviderNamespace}/'."
            .formatted(identityId));
  }

  static ArmException duplicate(String identityId) {
    return new ArmException(
        400,
        "InvalidParameter",
        "The identity '%s' in 'identity.userAssignedIdentities' cannot be duplicated in any casing."
            .formatted(identityId),
        "identity.userAssignedIdentities",
        0);
  }

  static ArmException mayNotAssign(Caller caller, ResourceId target, Collection<String> ids) {
    return new ArmException(
        403,
        "LinkedAuthorizationFailed",
        ("The client '%s' with object id '%s' has permission to perform action '%s' on scope '%s';"
                + " however, it does not have permission to perform action"
                + " 'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action' on the linked"
                + " scope(s) '%s' or the linked scope(s) are invalid.")
            .formatted(
                caller.client(),
                caller.objectId(),
                target.kind().action("write"),
                target.text(),
                String.join(",", ids)));
  }

  static ArmException otherTenant(
      Caller caller, ResourceId target, String tenant, String subscription) {
    return new ArmException(
        403,
        "LinkedAuthorizationFailed",
        ("The client '%s' with object id '%s' has permission to perform action '%s' on scope '%s',"
                + " however the current tenant '%s' is not authorized to access linked subscription"
                + " '%s'.")
            .formatted(
                caller.client(),
                caller.objectId(),
                target.kind().action("write"),
                target.text(),
                tenant,
                subscription));
  }

  static ArmException mayNot(Caller caller, String action, String scope) {
    return new ArmException(
        403,
        "AuthorizationFailed",
        ("The client '%s' with object id '%s' does not have authorization to perform action '%s'"
                + " over scope '%s' or the scope is invalid. If access was recently granted, please"
                + " refresh your credentials.")
            .formatted(caller.client(), caller.objectId(), action, scope));
  }

  static ArmException locked(String operation, String scope, Collection<String> lockedScopes) {
    return new ArmException(
        409,
        "ScopeLocked",
        ("The scope '%s' cannot perform %s operation because following scope(s) are locked: '%s'."
                + " Please remove the lock and try again.")
            .formatted(scope, operation, String.join(",", lockedScopes)));
  }

  static ArmException denied(Caller caller, String action, String scope, DenyAssignment deny) {
    return new ArmException(
        403,
        "DenyAssignmentAuthorizationFailed",
        ("The client '%s' with object id '%s' has permission to perform action '%s' on scope '%s';"
                + " however, the access is denied because of the deny assignment with name '%s' and"
                + " Id '%s' at scope '%s'.")
            .formatted(
                caller.client(),
                caller.objectId(),
                action,
                scope,
                deny.name(),
                deny.id(),
                deny.scope()));
  }
}
