package dev.managedidentity.operator;

import dev.managedidentity.api.DeletionPolicy;
import dev.managedidentity.api.Ensure;
import dev.managedidentity.api.IdentitySpec;
import dev.managedidentity.api.Mode;
import dev.managedidentity.api.SystemAssigned;
import dev.managedidentity.api.UserAssigned;
import dev.managedidentity.operator.recordings.Finding.Change;
import dev.managedidentity.operator.recordings.IdentityBlock;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.Declaration;
import dev.managedidentity.plan.LiveIdentity;
import dev.managedidentity.plan.LiveIdentity.Principal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a recorded change came to, declared. */
record RecordedOutcome(SystemAssigned systemAssigned, List<Wanted> userAssigned) {

  record Wanted(String id, Ensure ensure) {}

  static RecordedOutcome of(Change change) {
    List<Wanted> wanted = new ArrayList<>();
    IdentityBlock after = change.after();
    after.users().values().forEach(entry -> wanted.add(new Wanted(entry.id(), Ensure.Assigned)));
    change.before().users().values().stream()
        .filter(entry -> !after.users().containsKey(IdentityBlock.fold(entry.id())))
        .forEach(entry -> wanted.add(new Wanted(entry.id(), Ensure.Absent)));
    return new RecordedOutcome(
        after.system() ? SystemAssigned.Enabled : SystemAssigned.Disabled, wanted);
  }

  void declareIn(IdentitySpec spec) {
    spec.systemAssigned = systemAssigned;
    for (Wanted wanted : userAssigned) {
      UserAssigned entry = new UserAssigned();
      entry.id = wanted.id();
      entry.ensure = wanted.ensure();
      spec.userAssigned.add(entry);
    }
  }

  Declaration declaration() {
    Map<ArmId, Ensure> said = new TreeMap<>();
    userAssigned.forEach(wanted -> said.put(ArmId.parse(wanted.id()), wanted.ensure()));
    return new Declaration(
        "shop/recorded",
        Instant.EPOCH,
        Mode.Additive,
        systemAssigned,
        said,
        List.of(),
        DeletionPolicy.Remove,
        false,
        false,
        false,
        Set.of());
  }

  /** A recorded identity as the planner takes it. */
  static LiveIdentity live(IdentityBlock block) {
    Map<ArmId, Principal> users = new TreeMap<>();
    block
        .users()
        .values()
        .forEach(e -> users.put(ArmId.parse(e.id()), new Principal(e.clientId(), e.principalId())));
    return new LiveIdentity(block.system(), block.principalId(), block.tenantId(), users);
  }
}
