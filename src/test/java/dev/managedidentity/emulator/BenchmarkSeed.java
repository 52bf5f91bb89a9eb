package dev.managedidentity.emulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A large Azure: what a benchmark has the emulator start with. */
public final class BenchmarkSeed {
  private static final int GROUPS = 100;

  private BenchmarkSeed() {}

  /**
   * All of it as a seed file: every second scale set has a system-assigned identity, and none has
   * another.
   *
   * @param subscriptions which have so many each; the default one where none is named, else the
   *     first of them becomes it
   */
  public static String json(int scaleSets, int identities, String... subscriptions) {
    ObjectNode seed = ArmTestClient.MAPPER.createObjectNode();
    if (subscriptions.length == 0) {
      plant(seed, scaleSets, identities, null);
    } else {
      seed.put("subscription", subscriptions[0]);
    }
    for (String subscription : subscriptions) {
      plant(seed, scaleSets, identities, subscription);
    }
    return seed.toString();
  }

  private static void plant(ObjectNode seed, int scaleSets, int identities, String subscription) {
    for (int i = 0; i < identities; i++) {
      named(seed.withArray("identities"), "id-", i).put("subscription", subscription);
    }
    for (int i = 0; i < scaleSets; i++) {
      ObjectNode one = named(seed.withArray("scaleSets"), "set-", i);
      ObjectNode body = one.put("subscription", subscription).putObject("body");
      body.putObject("sku")
          .put("name", "Standard_D4s_v5")
          .put("tier", "Standard")
          .put("capacity", 3);
      body.putObject("identity").put("type", identityType(i));
      ObjectNode profile = body.putObject("properties").putObject("virtualMachineProfile");
      profile
          .putObject("osProfile")
          .put("computerNamePrefix", "set-" + i)
          .put("adminUsername", "ops");
      profile
          .putObject("storageProfile")
          .putObject("osDisk")
          .put("createOption", "FromImage")
          .put("diskSizeGB", 128);
    }
  }

  /** The type that the identity of a scale set has from the start. */
  public static String identityType(int number) {
    return number % 2 == 0 ? "SystemAssigned" : "None";
  }

  /** The id of a scale set. */
  public static String scaleSet(String subscription, int number) {
    return id(subscription, "Microsoft.Compute/virtualMachineScaleSets/set-", number);
  }

  /** The id of a user-assigned identity. */
  public static String identity(String subscription, int number) {
    return id(subscription, "Microsoft.ManagedIdentity/userAssignedIdentities/id-", number);
  }

  private static String id(String subscription, String prefix, int number) {
    return "/subscriptions/%s/resourceGroups/%s/providers/%s%d"
        .formatted(subscription, group(number), prefix, number);
  }

  private static String group(int number) {
    return "group-" + number % GROUPS;
  }

  private static ObjectNode named(ArrayNode list, String prefix, int number) {
    return list.addObject().put("resourceGroup", group(number)).put("name", prefix + number);
  }
}
