package dev.managedidentity.emulator.arm;

import dev.managedidentity.emulator.wire.Answer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Which part of Azure answers which path. */
final class Routes {
  private final World world;
  private final ListApi lists;
  private final SubscriptionApi subscriptions;
  private final GroupApi groups;
  private final OperationApi operations;
  private final Provider generic;
  private final Map<String, Provider> providers;

  Routes(World world, IdentityApi identities, ComputeWrite write) {
    this.world = world;
    this.lists = new ListApi(world);
    this.subscriptions = new SubscriptionApi(world);
    this.groups = new GroupApi(world);
    this.operations = new OperationApi(world);
    this.generic = new GenericApi(world, write, lists);
    this.providers =
        Map.of(
            "microsoft.compute",
            new ComputeProvider(world, write, lists, generic),
            "microsoft.managedidentity",
            new IdentityProvider(identities, lists, generic),
            "microsoft.authorization",
            new AuthorizationProvider(world, generic),
            "microsoft.resources",
            new DeploymentApi(world, generic),
            "microsoft.insights",
            new ActivityApi(world, generic));
  }

  Answer answer(Call call) {
    List<String> parts = call.request().segments();
    Optional<ResourcePath> path = ResourcePath.parse(parts);
    if (path.isPresent()) {
      return provided(call, path.get());
    }
    if (call.is("GET") && fits(parts, "tenants")) {
      return subscriptions.tenants();
    }
    if (call.is("GET") && fits(parts, "subscriptions")) {
      return lists.subscriptions();
    }
    if (parts.size() >= 2 && parts.get(0).equalsIgnoreCase("subscriptions")) {
      return inSubscription(call, parts.get(1), parts.subList(2, parts.size()));
    }
    throw nothing(call);
  }

  private Answer provided(Call call, ResourcePath path) {
    String subscription = ResourcePath.named(path.scope(), "subscriptions");
    if (!subscription.isEmpty()) {
      world.requireSubscription(subscription);
    }
    if (path.types().get(0).equalsIgnoreCase("locations") && path.types().size() == 2) {
      return operations.answer(call, path);
    }
    String namespace = path.namespace().toLowerCase(Locale.ROOT);
    return providers.getOrDefault(namespace, generic).answer(call, path);
  }

  private Answer inSubscription(Call call, String subscription, List<String> rest) {
    if (call.is("GET") && (rest.isEmpty() || fits(rest, "locations") || fits(rest, "providers"))) {
      return subscriptions.answer(subscription, rest.isEmpty() ? "" : rest.get(0));
    }
    if (fits(rest, "providers", "*") || fits(rest, "providers", "*", "register")) {
      return subscriptions.provider(subscription, rest.get(1));
    }
    if (call.is("GET") && fits(rest, "resourceGroups")) {
      return lists.groups(call, subscription);
    }
    if (call.is("GET") && fits(rest, "resources")) {
      return lists.everything(call, ResourceStore.subscriptionKey(subscription));
    }
    if (call.is("GET") && fits(rest, "resourceGroups", "*", "resources")) {
      world.requireGroup(subscription, rest.get(1));
      return lists.everything(call, ResourceStore.groupKey(subscription, rest.get(1)));
    }
    if (fits(rest, "resourceGroups", "*")) {
      return groups.answer(call, subscription, rest.get(1));
    }
    if (fits(rest, "operationresults", "*")) {
      return operations.monitor(call, rest.get(1));
    }
    throw nothing(call);
  }

  static ArmException nothing(Call call) {
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
