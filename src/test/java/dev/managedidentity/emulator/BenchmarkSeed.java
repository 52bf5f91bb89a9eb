package dev.managedidentity.emulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A large Azure: what the benchmark has the emulator start with. */
final class BenchmarkSeed {
  static final int SCALE_SETS = 10_000;
  static final int IDENTITIES = 20_000;
  static final int GROUPS = 100;

  private BenchmarkSeed() {}

  /** All of it as a seed file. */
  static String json() {
    ObjectNode seed = ArmTestClient.MAPPER.createObjectNode();
    for (int i = 0; i < IDENTITIES; i++) {
      named(seed.withArray("identities"), "id-", i);
    }
    for (int i = 0; i < SCALE_SETS; i++) {
      ObjectNode body = named(seed.withArray("scaleSets"), "set-", i).putObject("body");
      body.putObject("sku")
          .put("name", "Standard_D4s_v5")
          .put("tier", "Standard")
          .put("capacity", 3);
      body.putObject("identity").put("type", i % 2 == 0 ? "SystemAssigned" : "None");
      ObjectNode profile = body.putObject("properties").putObject("virtualMachineProfile");
      profile
          .putObject("osProfile")
          .put("computerNamePrefix", "set-" + i)
          .put("adminUsername", "ops");
      profile.putObject("storageProfile").putObject("osDisk").put("diskSizeGB", 128);
    }
    return seed.toString();
  }

  private static ObjectNode named(ArrayNode list, String prefix, int number) {
    return list.addObject()
        .put("resourceGroup", "group-" + number % GROUPS)
        .put("name", prefix + number);
  }
}
