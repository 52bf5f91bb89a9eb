package dev.managedidentity.operator;

import dev.managedidentity.api.Api;
import dev.managedidentity.api.DeletionPolicy;
import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.IdentityDeletionPolicy;
import dev.managedidentity.api.UserAssignedIdentity;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * The deletion policy of one declaration: that of the declaration, else that of its namespace, else
 * that of the operator. Pure.
 *
 * @param policy what applies
 * @param source where it comes from, to name it in a message
 * @param isValid false where the value at the source is no policy; Retain applies then
 */
record EffectiveDeletionPolicy(DeletionPolicy policy, String source, boolean isValid) {

  /**
   * Resolves the policy.
   *
   * @param namespace of the declaration; empty if it is unknown
   * @param operatorPolicy of the operator
   */
  static EffectiveDeletionPolicy of(
      HasMetadata resource, Optional<Namespace> namespace, DeletionPolicy operatorPolicy) {
    Optional<EffectiveDeletionPolicy> ofObject = annotated(resource, "annotation");
    // Retain on the object wins over its spec: it can be set while the deletion is under way.
    if (ofObject.filter(EffectiveDeletionPolicy::retains).isPresent()) {
      return ofObject.get();
    }
    Optional<EffectiveDeletionPolicy> others =
        namespace.flatMap(
            it -> annotated(it, "annotation of namespace " + it.getMetadata().getName()));
    EffectiveDeletionPolicy byDefault =
        others.orElse(
            new EffectiveDeletionPolicy(operatorPolicy, "the operator's --deletion-policy", true));
    return resource instanceof UserAssignedIdentity identity
        ? ofIdentity(identity, byDefault)
        : spec((IdentityDeclaration<?>) resource).or(() -> ofObject).orElse(byDefault);
  }

  private static Optional<EffectiveDeletionPolicy> spec(IdentityDeclaration<?> declaration) {
    return Optional.ofNullable(declaration.getSpec().deletionPolicy)
        .map(policy -> new EffectiveDeletionPolicy(policy, "spec.deletionPolicy", true));
  }

  /**
   * An identity that is deleted takes its principal and every role assignment with it for ever. So
   * only its own spec asks for that, and Retain at any level prevents it.
   */
  private static EffectiveDeletionPolicy ofIdentity(
      UserAssignedIdentity identity, EffectiveDeletionPolicy byDefault) {
    boolean deletes = identity.getSpec().deletionPolicy == IdentityDeletionPolicy.Delete;
    return deletes && byDefault.retains()
        ? byDefault
        : new EffectiveDeletionPolicy(
            deletes ? DeletionPolicy.Remove : DeletionPolicy.Retain, "spec.deletionPolicy", true);
  }

  private static Optional<EffectiveDeletionPolicy> annotated(HasMetadata object, String what) {
    Map<String, String> annotations = object.getMetadata().getAnnotations();
    String value = annotations == null ? null : annotations.get(Api.DELETION_POLICY);
    if (value == null) {
      return Optional.empty();
    }
    String source = what + " " + Api.DELETION_POLICY + "=" + value;
    return Optional.of(
        Arrays.stream(DeletionPolicy.values())
            .filter(policy -> policy.name().equals(value))
            .map(policy -> new EffectiveDeletionPolicy(policy, source, true))
            .findAny()
            .orElse(new EffectiveDeletionPolicy(DeletionPolicy.Retain, source, false)));
  }

  boolean retains() {
    return policy == DeletionPolicy.Retain;
  }
}
