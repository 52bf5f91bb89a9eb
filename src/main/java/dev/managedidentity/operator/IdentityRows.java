package dev.managedidentity.operator;

import dev.managedidentity.api.IdentityRow;
import dev.managedidentity.api.IdentityState;
import dev.managedidentity.api.Mode;
import dev.managedidentity.api.Reason;
import dev.managedidentity.azure.ComputeResource;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.LiveIdentity.Principal;
import dev.managedidentity.plan.Share.Row;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Writes the rows of {@code status.identities}. Pure. */
final class IdentityRows {
  private static final String KEPT_FOR_AKS =
      "Kept although spec.mode is Authoritative: AKS manages the resource group %s, and the kubelet"
          + " and the add-ons of the cluster use identities in it. To remove it, list it in"
          + " spec.userAssigned with ensure: Absent.";

  private final ArmId target;
  private final Declared declared;
  private final Situation situation;
  private final boolean isRetry;
  private final String now;
  private final Map<ArmId, IdentityRow> before = new TreeMap<>();

  IdentityRows(ArmId target, Declared declared, Situation situation, boolean isRetry, String now) {
    this.target = target;
    this.declared = declared;
    this.situation = situation;
    this.isRetry = isRetry;
    this.now = now;
    declared
        .status()
        .identities
        .forEach(row -> Declarations.recorded(row).ifPresent(id -> before.put(id, row)));
  }

  IdentityRow row(Row planned) {
    IdentityRow last = before.get(planned.id());
    IdentityRow row = new IdentityRow();
    row.id = planned.id().text();
    row.name = declared.names().byId().get(planned.id());
    row.state = planned.state();
    boolean there =
        situation.live().orElseThrow().identity().userAssigned().containsKey(planned.id());
    row.owned = planned.owned() && (there || situation.mayHaveBeenSent());
    fillPrincipal(row, planned, last);
    Optional.ofNullable(situation.beside().setAside().get(planned.id()))
        .filter(aside -> !there || aside.state() == IdentityState.NotFound)
        .ifPresent(aside -> setAside(row, aside));
    situation
        .problem()
        .filter(problem -> problem.identities().contains(planned.id()))
        .ifPresent(problem -> blame(row, planned.id(), problem));
    if (isKeptForAks(row.state, planned.id())) {
      row.message = KEPT_FOR_AKS.formatted(target.resourceGroup());
    }
    declared
        .review()
        .filter(unused -> isRefused(planned.id()))
        .ifPresent(review -> refuse(row, review.row(planned.id())));
    // Stale and not owned would say that it was there before the operator came.
    boolean tellsWhy = last != null && last.state != IdentityState.Stale;
    if (isRetry && tellsWhy && row.state == IdentityState.Pending) {
      row.state = last.state;
      row.reason = last.reason;
      row.message = last.message;
    }
    row.since = last != null && last.state == row.state ? last.since : now;
    return row;
  }

  /** Whether Authoritative would remove it were it not an identity of the cluster. */
  private boolean isKeptForAks(IdentityState state, ArmId identity) {
    return state == IdentityState.Foreign
        && declared.declaration().mode() == Mode.Authoritative
        && situation
            .live()
            .flatMap(ComputeResource::managedGroup)
            .filter(group -> group.contains(identity))
            .isPresent();
  }

  /**
   * A Flexible scale set never shows whom a reference is to: what is known of the identity when it
   * is assigned is written down, and compared later. A stale reference keeps what is on record
   * until it is taken off.
   */
  private void fillPrincipal(IdentityRow row, Row planned, IdentityRow last) {
    Principal shown = planned.principal();
    ComputeResource live = situation.live().orElseThrow();
    boolean recordable = shown.equals(Principal.UNKNOWN) && live.flexible();
    if (!recordable) {
      row.clientId = shown.clientId();
      row.principalId = shown.principalId();
      return;
    }
    boolean there = live.identity().userAssigned().containsKey(planned.id());
    boolean keeps = there && last != null && last.principalId != null;
    Principal known = situation.beside().known().getOrDefault(planned.id(), Principal.UNKNOWN);
    row.clientId = keeps ? last.clientId : known.clientId();
    row.principalId = keeps ? last.principalId : known.principalId();
  }

  private static void setAside(IdentityRow row, Aside aside) {
    // What is being mended must be known as such until it is there again.
    row.state = row.state == IdentityState.Stale ? row.state : aside.state();
    row.reason = aside.reason();
    row.message = aside.words();
  }

  private boolean isRefused(ArmId identity) {
    return situation
        .plan()
        .filter(plan -> plan.share(declared.declaration()).refused().contains(identity))
        .isPresent();
  }

  private static void refuse(IdentityRow row, String message) {
    row.state = row.state == IdentityState.Pending ? IdentityState.Unauthorized : row.state;
    row.reason = Reason.PermissionDenied;
    row.message = message;
  }

  private void blame(IdentityRow row, ArmId identity, Problem problem) {
    row.state = row.state == IdentityState.Pending ? Aside.state(problem) : row.state;
    row.reason = Reaction.to(problem.kind(), target).reason();
    row.message = Reaction.rowMessage(problem, identity);
  }
}
