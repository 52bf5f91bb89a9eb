package dev.managedidentity.emulator.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.audit.Audit;
import dev.managedidentity.emulator.wire.Json;
import java.net.URI;
import java.time.Clock;
import java.util.HashSet;
import java.util.Set;

/** What all parts of Azure Resource Manager share. Guarded by one lock: see {@link Arm}. */
final class World {
  final Behaviour behaviour;
  final Clock clock;
  final URI base;
  final Audit audit;
  final ResourceStore store = new ResourceStore();
  final Access access = new Access();
  final Operations operations;
  final OperationUrls urls;
  final Timing timing;
  final Budgets budgets;
  final Principals principals;
  final Snapshots snapshots;
  final ActivityLog activity;

  /**
   * Ids of identities that existed once: one created again under such an id leaves stale entries.
   */
  final Set<String> deletedIdentities = new HashSet<>();

  /** Ids whose next read is answered by compute itself and not by the front door. */
  final Set<String> justDeleted = new HashSet<>();

  World(Behaviour behaviour, Clock clock, URI base, Audit audit) {
    this.behaviour = behaviour;
    this.clock = clock;
    this.base = base;
    this.audit = audit;
    this.operations = new Operations(clock);
    this.urls = new OperationUrls(base);
    this.timing = new Timing(behaviour.timeFactor());
    this.budgets = new Budgets(behaviour);
    this.principals = new Principals(clock, timing.of(behaviour.quirks().principalDelay()));
    this.snapshots = new Snapshots(clock, timing.of(behaviour.quirks().snapshotAge()));
    this.activity = new ActivityLog(clock, timing);
    this.access.onlyAt(this::isInExistingGroup);
  }

  void addSubscription(String id, String name) {
    ObjectNode body =
        Json.object()
            .put("id", "/subscriptions/" + id)
            .put("authorizationSource", "RoleBased")
            .put("subscriptionId", id)
            .put("tenantId", behaviour.tenant())
            .put("displayName", name)
            .put("state", "Enabled");
    store.subscriptions().putIfAbsent(ResourceStore.subscriptionKey(id), body);
  }

  void addGroup(String subscription, String name, String location) {
    addSubscription(subscription, subscription);
    store
        .groups()
        .putIfAbsent(
            ResourceStore.groupKey(subscription, name),
            GroupApi.body(subscription, name, location));
  }

  void requireGroup(String subscription, String group) {
    requireSubscription(subscription);
    if (!store.groups().containsKey(ResourceStore.groupKey(subscription, group))) {
      throw Refusals.groupNotFound(group);
    }
  }

  /**
   * Refuses what the caller may not do. Rights come first: who has none does not learn what exists.
   */
  void require(Call call, ResourceId id, String verb) {
    require(call, id.kind().action(verb), id.text(), id);
  }

  /** The same for an action whose name does not follow from the kind, or at another scope. */
  void require(Call call, String action, String scope, ResourceId id) {
    if (id.subscription().isEmpty()) {
      access.require(call.caller(), action, scope);
      return;
    }
    requireSubscription(id.subscription());
    access.require(call.caller(), action, scope);
    if (!id.group().isEmpty()) {
      requireGroup(id.subscription(), id.group());
    }
  }

  /** Takes a group away; its identities leave stale references like any other. */
  void removeGroup(String groupKey) {
    store
        .allUnder(groupKey)
        .filter(one -> one.id().kind().equals(ResourceKind.USER_ASSIGNED_IDENTITY))
        .forEach(one -> deletedIdentities.add(one.id().key()));
    store.removeGroup(groupKey);
    access.scopeGone(groupKey);
  }

  /** Whether a scope is in no group, or in one that exists. */
  private boolean isInExistingGroup(String scope) {
    String group = ResourcePath.named(scope, "resourceGroups");
    String subscription = ResourcePath.named(scope, "subscriptions");
    return group.isEmpty()
        || store.groups().containsKey(ResourceStore.groupKey(subscription, group));
  }

  void requireSubscription(String subscription) {
    if (!store.subscriptions().containsKey(ResourceStore.subscriptionKey(subscription))) {
      throw Refusals.subscriptionNotFound(subscription);
    }
  }
}
