package dev.managedidentity.operator;

import dev.managedidentity.api.DeletionPolicy;
import dev.managedidentity.api.Ensure;
import dev.managedidentity.api.IdentityDeletionPolicy;
import dev.managedidentity.api.LegacyExtension;
import dev.managedidentity.api.Mode;
import dev.managedidentity.api.Reason;
import dev.managedidentity.api.SystemAssigned;
import dev.managedidentity.api.UserAssignedIdentity;
import dev.managedidentity.plan.Access;
import dev.managedidentity.plan.AccessRequest;
import dev.managedidentity.plan.AccessRule;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.Declaration;
import dev.managedidentity.plan.ExtensionPlan;
import dev.managedidentity.plan.RolePlan;
import dev.managedidentity.plan.RoleWish;
import dev.managedidentity.plan.Share;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What one declaration asks for, held against what its namespace is allowed.
 *
 * @param refusal why it may not act on its target at all
 * @param isConfigMapAllowed whether its spec.writeTo may be carried out
 * @param credentialSecret the Secret whose credential it is carried out with; null for the
 *     operator's own
 */
record AccessReview(
    AccessRequest request,
    Access access,
    Optional<String> refusal,
    boolean isConfigMapAllowed,
    String credentialSecret) {

  /** How a deletion can be ended that lacks the permission to remove what was assigned. */
  private static final String OR_RETAIN =
      " To end the deletion without removing anything, set spec.deletionPolicy to Retain.";

  static AccessReview of(
      Declared declared, ArmId target, Credential credential, AccessPolicy policy) {
    Declaration declaration = declared.declaration();
    AccessRequest request =
        new AccessRequest(
            declared.resource().getMetadata().getNamespace(),
            declared.resource().getMetadata().getName(),
            credential.isOwn(),
            declaration.mode(),
            target,
            identities(declaration, Ensure.Assigned),
            identities(declaration, Ensure.Absent),
            declaration.systemAssigned() == SystemAssigned.Disabled || removesExtension(declared),
            declaration.roles().wanted(),
            null);
    List<AccessRule> rules = policy.rules(request.namespace());
    boolean isRestricted = policy.restricts(request.namespace());
    return new AccessReview(
        request,
        isRestricted
            ? Access.toTarget(rules, credential.isOwn(), declaration.mode(), target)
            : Access.UNRESTRICTED,
        isRestricted ? request.refusal(rules) : Optional.empty(),
        false,
        credential.secretName());
  }

  static AccessReview of(DeclaredIdentity declared, Credential credential, AccessPolicy policy) {
    ObjectMeta metadata = declared.resource().getMetadata();
    UserAssignedIdentity resource = declared.resource();
    String configMap =
        resource.getSpec().writeTo == null ? null : resource.getSpec().writeTo.configMap;
    AccessRequest request =
        new AccessRequest(
            metadata.getNamespace(),
            metadata.getName(),
            credential.isOwn(),
            null,
            declared.id(),
            Set.of(),
            Set.of(),
            false,
            declared.declaration().roles().wanted(),
            configMap);
    List<AccessRule> rules = policy.rules(request.namespace());
    boolean isRestricted = policy.restricts(request.namespace());
    Access access =
        isRestricted
            ? Access.toIdentity(rules, credential.isOwn(), declared.id())
            : Access.UNRESTRICTED;
    return new AccessReview(
        request,
        access,
        isRestricted ? request.refusal(rules) : Optional.empty(),
        configMap == null
            || (isRestricted ? access.writesConfigMap(configMap) : policy.allowsConfigMaps()),
        credential.secretName());
  }

  private static Set<ArmId> identities(Declaration declaration, Ensure ensure) {
    Set<ArmId> identities = new TreeSet<>();
    for (Map.Entry<ArmId, Ensure> entry : declaration.userAssigned().entrySet()) {
      if (entry.getValue() == ensure) {
        identities.add(entry.getKey());
      }
    }
    return identities;
  }

  private static boolean removesExtension(Declared declared) {
    LegacyExtension extension = declared.resource().getSpec().legacyExtension;
    return extension != null && extension.state == LegacyExtension.Presence.Absent;
  }

  /** The condition of a declaration that may not act on its target at all. */
  Judgement refused(boolean deletes) {
    return refused(List.of(refusal.orElseThrow()), deletes);
  }

  private Judgement refused(List<String> missing, boolean deletes) {
    return Judgement.stalled(
        Reason.PermissionDenied,
        "Not allowed by AzureAccess: %s.%s Ask a cluster administrator to allow it, for example by this:\n%s"
            .formatted(String.join("; ", missing), deletes ? OR_RETAIN : "", request.suggestion()));
  }

  /**
   * The condition of a declaration about a target of which something is not allowed; empty if all
   * of it is.
   */
  Optional<Judgement> ofTarget(
      Declaration declaration, Share share, Optional<ExtensionPlan.Share> extension) {
    List<String> missing =
        declaration.leaving()
            ? unremovable(declaration)
            : unpermitted(declaration, share, extension);
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(refused(missing, declaration.leaving()));
  }

  private List<String> unpermitted(
      Declaration declaration, Share share, Optional<ExtensionPlan.Share> extension) {
    List<String> missing = new ArrayList<>();
    share.refused().forEach(id -> missing.add(request.missingRule(id, access)));
    if (share.systemAssignedRefused()) {
      missing.add(request.missingAuthoritative("the system-assigned identity"));
    }
    if (extension.filter(ExtensionPlan.Share::refused).isPresent()) {
      missing.add(request.missingAuthoritative("the extension"));
    }
    missing.addAll(ungrantable(declaration));
    return missing;
  }

  /** The roles that it wants and may not have granted. */
  private List<String> ungrantable(Declaration declaration) {
    return declaration.roles().wanted().stream()
        .filter(role -> !access.grants(role.role(), role.definition(), role.scope()))
        .map(role -> request.missingRule(role, access))
        .toList();
  }

  /** What a deleting declaration owns and may not remove. */
  private List<String> unremovable(Declaration declaration) {
    if (declaration.deletionPolicy() == DeletionPolicy.Retain
        || declaration.mode() == Mode.Observe
        || declaration.suspended()) {
      return List.of();
    }
    List<String> missing = new ArrayList<>();
    declaration.owned().stream()
        .filter(id -> !access.removes(id, true))
        .forEach(id -> missing.add(request.missingRule(id, access)));
    missing.addAll(unrevocable(declaration));
    return missing;
  }

  private List<String> unrevocable(Declaration declaration) {
    return declaration.roles().owned().stream()
        .filter(role -> !access.revokes(role.role(), role.scope()))
        .map(role -> request.missingRule(new RoleWish(role.role(), role.scope(), null), access))
        .toList();
  }

  /** The same for a declaration of an identity itself. */
  Optional<Judgement> ofIdentity(DeclaredIdentity declared) {
    boolean deletes =
        declared.isLeaving() && declared.spec().deletionPolicy == IdentityDeletionPolicy.Delete;
    List<String> missing =
        new ArrayList<>(
            declared.isLeaving()
                ? unrevocable(declared.declaration())
                : ungrantable(declared.declaration()));
    if (!declared.isLeaving() && !isConfigMapAllowed) {
      missing.add(request.missingConfigMap());
    }
    return missing.isEmpty() ? Optional.empty() : Optional.of(refused(missing, deletes));
  }

  /** The words for the row of an identity that is not allowed. */
  String row(ArmId identity) {
    return "Not allowed by AzureAccess: " + request.missingRule(identity, access) + ".";
  }

  /** The same for the row of a role; empty if what the row says may be done. */
  Optional<String> refusal(RolePlan.Row row) {
    RoleWish role = new RoleWish(row.role(), row.scope(), null);
    boolean isAllowed =
        switch (row.state()) {
          case Pending -> access.grants(row.role(), null, row.scope());
          case Removing -> access.revokes(row.role(), row.scope());
          case Granted -> true;
        };
    return isAllowed
        ? Optional.empty()
        : Optional.of("Not allowed by AzureAccess: " + request.missingRule(role, access) + ".");
  }
}
