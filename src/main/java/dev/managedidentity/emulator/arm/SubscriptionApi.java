package dev.managedidentity.emulator.arm;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.wire.Answer;
import dev.managedidentity.emulator.wire.Json;
import java.util.List;

/** What clients ask about a subscription before they get to work. */
final class SubscriptionApi {
  private static final List<String> REGIONS =
      List.of("westeurope", "northeurope", "eastus", "westus", "westus2", "southeastasia");
  private static final List<String> PROVIDERS =
      List.of(
          "Microsoft.Authorization",
          "Microsoft.Compute",
          "Microsoft.Insights",
          "Microsoft.ManagedIdentity",
          "Microsoft.Network",
          "Microsoft.Resources",
          "Microsoft.Storage");

  private final World world;

  SubscriptionApi(World world) {
    this.world = world;
  }

  /** The subscription itself, its regions or its providers. */
  Answer answer(String subscription, String what) {
    world.requireSubscription(subscription);
    if (what.isEmpty()) {
      return Answer.json(
          200,
          world.store.subscriptions().get(ResourceStore.subscriptionKey(subscription)).deepCopy());
    }
    ObjectNode body = Json.object();
    ArrayNode value = body.putArray("value");
    if (what.equalsIgnoreCase("locations")) {
      REGIONS.forEach(
          name ->
              value
                  .addObject()
                  .put("id", "/subscriptions/" + subscription + "/locations/" + name)
                  .put("name", name)
                  .put("type", "Region")
                  .put("displayName", name));
    } else {
      PROVIDERS.forEach(name -> value.add(registered(subscription, name)));
    }
    return Answer.json(200, body);
  }

  /** Every provider is registered already. */
  Answer provider(String subscription, String namespace) {
    world.requireSubscription(subscription);
    return Answer.json(200, registered(subscription, namespace));
  }

  Answer tenants() {
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

  private static ObjectNode registered(String subscription, String namespace) {
    ObjectNode one =
        Json.object()
            .put("id", "/subscriptions/" + subscription + "/providers/" + namespace)
            .put("namespace", namespace);
    one.putArray("resourceTypes");
    return one.put("registrationState", "Registered");
  }
}
