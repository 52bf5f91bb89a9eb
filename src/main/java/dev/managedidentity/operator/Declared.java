package dev.managedidentity.operator;

import dev.managedidentity.api.Ensure;
import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.IdentityState;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.Mode;
import dev.managedidentity.azure.ComputeResource;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.Declaration;
import dev.managedidentity.plan.LiveIdentity.Principal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One declaration as it stands in the cluster.
 *
 * @param resource not to be changed: it may be the informer's own
 * @param declaration what it means; suspended if there are mistakes, so that what can be read of it
 *     still counts as declared and nothing is done on the strength of the rest
 * @param mistakes what cannot be carried out as it is written, each naming the field and the remedy
 * @param names what its references by name stand for
 * @param ignored the records in its status that are not the operator's own: its status here is
 *     without them
 * @param review what its namespace is allowed; empty until that has been looked up
 */
record Declared(
    IdentityDeclaration<?> resource,
    Declaration declaration,
    List<String> mistakes,
    Names names,
    List<String> ignored,
    Optional<AccessReview> review) {

  /** One without records that are not the operator's, whose permissions were not looked up yet. */
  Declared(
      IdentityDeclaration<?> resource,
      Declaration declaration,
      List<String> mistakes,
      Names names) {
    this(resource, declaration, mistakes, names, List.of(), Optional.empty());
  }

  /**
   * What the names of UserAssignedIdentities in a declaration stand for.
   *
   * @param byId the name by which the declaration means an identity
   * @param known what the identities are known to be, as far as they are there
   * @param waiting why an identity cannot be assigned yet
   * @param nowhere the same of names that stand for no id
   */
  record Names(
      Map<ArmId, String> byId,
      Map<ArmId, Principal> known,
      Map<ArmId, String> waiting,
      List<String> nowhere) {
    /** Changes whenever what a name stands for changes, not with the words of why one waits. */
    private int version() {
      return Objects.hash(byId, known, waiting.keySet(), nowhere.size());
    }
  }

  String uid() {
    return resource.getMetadata().getUid();
  }

  /** Changes whenever a person changed something, or what a name stands for changed. */
  String version() {
    return "%s/%d/%s/%s/%d"
        .formatted(
            uid(),
            resource.getMetadata().getGeneration(),
            declaration.leaving(),
            names.version(),
            declaration.access().hashCode());
  }

  /** Whether it has an identity assigned without waiting for what a name stands for. */
  boolean vouchesFor(ArmId identity) {
    return declaration.userAssigned().get(identity) == Ensure.Assigned
        && declaration.mode() != Mode.Observe
        && !declaration.suspended()
        && !declaration.leaving()
        && !names.waiting().containsKey(identity);
  }

  /** What it declares and owns of a target as it was read. */
  Declaration declarationOf(ComputeResource live) {
    return SystemAssignedRecord.isOfAnother(status(), live, isPatchApplied(live))
        ? declaration.withoutSystemAssigned()
        : declaration;
  }

  /**
   * Whether a PATCH of which no answer is on record was applied, as its user-assigned identities
   * show: it is applied as a whole or not at all, and others may have removed some since. Only what
   * this status records counts: it was written at once, so it is of one and the same PATCH.
   */
  private boolean isPatchApplied(ComputeResource live) {
    return status().identities.stream()
        .filter(row -> row.owned && row.state == IdentityState.Pending)
        .map(row -> ArmId.parse(row.id))
        .anyMatch(live.identity().userAssigned()::containsKey);
  }

  IdentityStatus status() {
    return resource.getStatus() == null ? new IdentityStatus() : resource.getStatus();
  }

  /** The same declaration where the rights of another credential are used. */
  Declared standingBy() {
    return new Declared(resource, declaration.standingBy(), mistakes, names, ignored, review);
  }

  /** The same declaration while its deletion is held. */
  Declared held() {
    return new Declared(resource, declaration.held(), mistakes, names, ignored, review);
  }

  /** The same declaration with another status, which the operator wrote. */
  Declared with(IdentityStatus status) {
    return new Declared(resource.with(status), declaration, mistakes, names, List.of(), review);
  }

  /** The same declaration with what its namespace is allowed. */
  Declared with(AccessReview known) {
    return new Declared(
        resource, declaration.with(known.access()), mistakes, names, ignored, Optional.of(known));
  }

  /** The Secret whose credential it is carried out with; null for the operator's own. */
  String credentialSecret() {
    return review.map(AccessReview::credentialSecret).orElse(null);
  }

  /** Whether its namespace may not act on the target at all. */
  boolean isRefused() {
    return review.flatMap(AccessReview::refusal).isPresent();
  }
}
