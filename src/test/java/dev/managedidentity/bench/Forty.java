package dev.managedidentity.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.plan.ArmId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Forty identities, scale sets and machines to have them, and what can be wrong with one. */
final class Forty {
  static final int SIZE = 40;

  /** Who does the work; a script has the same rights as the operator. */
  static final String OPERATOR = "op";

  static final String SCRIPT = "script";
  static final List<String> TYPES = List.of(ArmId.SCALE_SET, ArmId.VIRTUAL_MACHINE);

  /** Somewhere in the middle. */
  private static final int BAD = 17;

  private static final String HOME = "5b000000-0000-4000-8000-000000000001";
  private static final String ABROAD = "f0000000-0000-4000-8000-00000000000f";
  private static final String CLIENT = "c1000000-0000-4000-8000-0000000000b6";
  private static final String TARGETS = "fleet";
  private static final String IDENTITIES = "identities";
  private static final String VAULT = "vault";
  private static final ObjectMapper JSON = new ObjectMapper();

  private Forty() {}

  /** All of it as a seed file. */
  static String seed() {
    ObjectNode seed = JSON.createObjectNode().put("subscription", HOME);
    for (int i = 0; i < SIZE; i++) {
      named(seed, "identities", IDENTITIES, "id-" + two(i));
    }
    named(seed, "identities", IDENTITIES, "odd-" + two(BAD));
    named(seed, "identities", VAULT, "secret-" + two(BAD));
    seed.putArray("deletedIdentities").add(bad(BadKind.DELETED));
    seed.putObject("quirks").putArray("foreignSubscriptions").add(ABROAD);
    ObjectNode client = seed.putArray("clients").addObject().put("id", CLIENT);
    grant(client, "Virtual Machine Contributor", TARGETS);
    grant(client, "Managed Identity Operator", IDENTITIES);
    for (String who : List.of(OPERATOR, SCRIPT)) {
      TYPES.forEach(type -> targets(seed, who, type));
    }
    return seed.toString();
  }

  private static void targets(ObjectNode seed, String who, String type) {
    String list = type.equals(ArmId.SCALE_SET) ? "scaleSets" : "virtualMachines";
    named(seed, list, TARGETS, ArmId.parse(target(who, type, Optional.empty())).name());
    for (BadKind kind : BadKind.values()) {
      String target = target(who, type, Optional.of(kind));
      if (kind == BadKind.DELETED) {
        ObjectNode body = seed.withArray("resources").addObject().put("id", target);
        body.put("location", "westeurope").putObject("properties");
        body.putObject("identity")
            .put("type", "UserAssigned")
            .putObject("userAssignedIdentities")
            .putObject(bad(kind));
      } else {
        named(seed, list, TARGETS, ArmId.parse(target).name());
      }
    }
  }

  private static void named(ObjectNode seed, String list, String group, String name) {
    seed.withArray(list).addObject().put("resourceGroup", group).put("name", name);
  }

  private static void grant(ObjectNode client, String role, String group) {
    client
        .withArray("roles")
        .addObject()
        .put("role", role)
        .put("scope", "/subscriptions/" + HOME + "/resourceGroups/" + group);
  }

  /** What makes Azure refuse an identity without a word of it. */
  static String faults() {
    return fault(BadKind.UNNAMED) + fault(BadKind.UNEXPLAINED);
  }

  private static String fault(BadKind kind) {
    return """
        - match: {method: PATCH, body: %s}
          status: 400
          code: InvalidParameter
          message: The value of parameter 'identity' is not allowed.
        """
        .formatted(bad(kind));
  }

  /** The target on which somebody meets a kind of bad identity, or none. */
  static String target(String who, String type, Optional<BadKind> kind) {
    String name =
        who
            + (type.equals(ArmId.SCALE_SET) ? "-set-" : "-machine-")
            + kind.map(BadKind::slug).orElse("good");
    return ArmId.of(HOME, TARGETS, type, name).text();
  }

  /** The forty: with a bad one, the thirty-nine others and that one. */
  static List<String> identities(Optional<BadKind> kind) {
    List<String> ids = new ArrayList<>(good(kind));
    kind.ifPresent(bad -> ids.add(BAD, bad(bad)));
    return ids;
  }

  /** Those of them with which nothing is wrong. */
  static Set<String> good(Optional<BadKind> kind) {
    Set<String> good = new TreeSet<>();
    for (int i = 0; i < SIZE; i++) {
      if (kind.isEmpty() || i != BAD) {
        good.add(identity(HOME, IDENTITIES, "id-" + two(i)));
      }
    }
    return good;
  }

  private static String bad(BadKind kind) {
    return switch (kind) {
      case MISSING -> identity(HOME, IDENTITIES, "id-" + two(BAD) + "-misspelt");
      case DELETED -> identity(HOME, IDENTITIES, "id-" + two(BAD) + "-deleted");
      case FORBIDDEN -> identity(HOME, VAULT, "secret-" + two(BAD));
      case OTHER_TENANT -> identity(ABROAD, IDENTITIES, "id-" + two(BAD));
      case UNNAMED -> identity(HOME, IDENTITIES, "id-" + two(BAD) + "-nameless");
      case UNEXPLAINED -> identity(HOME, IDENTITIES, "odd-" + two(BAD));
    };
  }

  private static String identity(String subscription, String group, String name) {
    return ArmId.of(subscription, group, ArmId.USER_ASSIGNED_IDENTITY, name).text();
  }

  private static String two(int number) {
    return number < 10 ? "0" + number : Integer.toString(number);
  }
}
