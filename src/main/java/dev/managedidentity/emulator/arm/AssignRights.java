package dev.managedidentity.emulator.arm;

import java.util.List;

/** Whether identities may be given to a target: by whom, from where, and whether they are there. */
final class AssignRights {
  private static final String ASSIGN = ResourceKind.USER_ASSIGNED_IDENTITY.action("assign/action");

  private final World world;

  AssignRights(World world) {
    this.world = world;
  }

  /** Refuses if one of them may not be: rights first, who has none does not learn what exists. */
  void require(Caller caller, ResourceId target, List<String> ids) {
    for (String id : ids) {
      String subscription = ResourcePath.named(id, "subscriptions");
      if (world.behaviour.quirks().isForeign(subscription)) {
        throw Refusals.otherTenant(caller, target, world.behaviour.tenant(), subscription);
      }
    }
    List<String> refused =
        ids.stream().filter(id -> !world.access.allows(caller, ASSIGN, id)).toList();
    if (!refused.isEmpty()) {
      throw Refusals.mayNotAssign(caller, target, refused);
    }
    for (String id : ids) {
      if (world.store.find(IdentityRequest.identityId(id)).isEmpty()) {
        throw Refusals.identityMissing(target, id);
      }
    }
  }
}
