package dev.managedidentity.emulator.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.wire.Answer;
import dev.managedidentity.emulator.wire.Json;
import java.util.List;

/** Which part of Azure answers which path. */
final class Routes {
  private final World world;
  private final IdentityApi identities;
  private final ComputeApi compute;
  private final ListApi lists;
  private final GroupApi groups;
  private final OperationApi operations;
  private final PermissionsApi permissions;

  Routes(World world, IdentityApi identities, ComputeApi compute) {
    this.world = world;
    this.identities = identities;
    this.compute = compute;
    this.lists = new ListApi(world);
    this.groups = new GroupApi(world);
    this.operations = new OperationApi(world);
    this.permissions = new PermissionsApi(world);
  }

  Answer answer(Call call) {
    List<String> parts = call.request().segments();
    if (call.is("GET") && fits(parts, "tenants")) {
      return tenants();
    }
    if (call.is("GET") && fits(parts, "subscriptions")) {
      return lists.subscriptions();
    }
    int scope = parts.size() - 3;
    if (call.is("GET")
        && scope >= 2
        && fits(
            parts.subList(scope, scope + 3),
            "providers",
            "Microsoft.Authorization",
            "permissions")) {
      return permissions.answer(call, "/" + String.join("/", parts.subList(0, scope)));
    }
    if (parts.size() >= 2 && parts.get(0).equalsIgnoreCase("subscriptions")) {
      return inSubscription(call, parts.get(1), parts.subList(2, parts.size()), parts);
    }
    throw nothing(call);
  }

  private Answer inSubscription(
      Call call, String subscription, List<String> rest, List<String> all) {
    if (call.is("GET") && rest.isEmpty()) {
      return subscription(subscription);
    }
    if (call.is("GET") && fits(rest, "resourceGroups")) {
      return lists.groups(call, subscription);
    }
    if (fits(rest, "resourceGroups", "*")) {
      return groups.answer(call, subscription, rest.get(1));
    }
    if (fits(rest, "operationresults", "*")) {
      return operations.monitor(call, rest.get(1));
    }
    if (fits(rest, "providers", "Microsoft.Compute", "locations", "*", "operations", "*")) {
      return operations.status(call, rest.get(5));
    }
    if (fits(rest, "providers", "*", "*")) {
      world.requireSubscription(subscription);
      return list(call, rest.get(1), rest.get(2), ResourceStore.subscriptionKey(subscription));
    }
    if (fits(rest, "resourceGroups", "*", "providers", "*", "*")) {
      String group = ResourceStore.groupKey(subscription, rest.get(1));
      world.requireGroup(subscription, rest.get(1));
      return list(call, rest.get(3), rest.get(4), group);
    }
    return resource(call, all);
  }

  private Answer list(Call call, String namespace, String type, String scope) {
    ResourceKind kind = ResourceKind.of(namespace, type).orElseThrow(() -> nothing(call));
    if (!call.is("GET")) {
      throw Refusals.methodNotAllowed(call.method());
    }
    return lists.resources(call, kind, scope);
  }

  private Answer resource(Call call, List<String> parts) {
    boolean action = parts.size() == 9;
    ResourceId id =
        ResourceId.parse(action ? parts.subList(0, 8) : parts).orElseThrow(() -> nothing(call));
    if (!id.kind().isCompute()) {
      if (action) {
        throw nothing(call);
      }
      return identities.answer(call, id);
    }
    return action ? compute.action(call, id, parts.get(8)) : compute.answer(call, id);
  }

  private Answer subscription(String subscription) {
    world.requireSubscription(subscription);
    return Answer.json(
        200,
        world.store.subscriptions().get(ResourceStore.subscriptionKey(subscription)).deepCopy());
  }

  private Answer tenants() {
    String tenant = world.behaviour.tenant();
    ObjectNode body = Json.object();
    body.putArray("value")
        .addObject()
        .put("id", "/tenants/" + tenant)
        .put("tenantId", tenant)
        .put("displayName", "Emulator")
        .put("tenantCategory", "Home");
    return Answer.json(200, body);
  }

  private static ArmException nothing(Call call) {
    return Refusals.noSuchPath(call.method(), call.request().path());
  }

  /** Whether the parts are these, in any casing; a star stands for any one part. */
  private static boolean fits(List<String> parts, String... pattern) {
    if (parts.size() != pattern.length) {
      return false;
    }
    for (int i = 0; i < pattern.length; i++) {
      if (!pattern[i].equals("*") && !pattern[i].equalsIgnoreCase(parts.get(i))) {
        return false;
      }
    }
    return true;
  }
}
