package dev.managedidentity.situations;

import dev.managedidentity.plan.ArmId;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The short names of a situation for what has long ids in Azure. An identity {@code app} is in the
 * group identities, a scale set or machine {@code web} in the group shop; {@code group/name} is in
 * another group, and a whole id is itself.
 */
final class Names {
  static final String SUBSCRIPTION = "main";

  private static final String IDENTITIES = "identities";
  private static final String COMPUTE = "shop";
  private static final Pattern ID =
      Pattern.compile(
          "/subscriptions/main/resourceGroups/(?<group>[^/]+)/providers/Microsoft\\."
              + "(?<type>ManagedIdentity/userAssignedIdentities|Compute/virtualMachineScaleSets"
              + "|Compute/virtualMachines)/");

  /** Everything else that is no identity is taken for a scale set. */
  private final Set<String> machines = new HashSet<>();

  void addMachine(String name) {
    machines.add(name);
  }

  static String identity(String name) {
    return id(name, IDENTITIES, ArmId.USER_ASSIGNED_IDENTITY);
  }

  /** The id of a scale set or machine. */
  String target(String name) {
    return machines.contains(name) ? machine(name) : scaleSet(name);
  }

  static String scaleSet(String name) {
    return id(name, COMPUTE, ArmId.SCALE_SET);
  }

  static String machine(String name) {
    return id(name, COMPUTE, ArmId.VIRTUAL_MACHINE);
  }

  private static String id(String name, String group, String type) {
    if (name.startsWith("/")) {
      return name;
    }
    int slash = name.lastIndexOf('/');
    return ArmId.of(
            SUBSCRIPTION,
            slash < 0 ? group : name.substring(0, slash),
            type,
            name.substring(slash + 1))
        .text();
  }

  static String group(String name) {
    return "/subscriptions/" + SUBSCRIPTION + "/resourceGroups/" + name;
  }

  /**
   * The id of a scope: {@code subscription}, {@code group shop}, {@code identity app} or the name
   * of a scale set or machine.
   */
  String scope(String words) {
    if (words.equals("subscription")) {
      return "/subscriptions/" + SUBSCRIPTION;
    }
    return after("group ", words)
        .map(Names::group)
        .or(() -> after("identity ", words).map(Names::identity))
        .orElseGet(() -> target(words));
  }

  private static Optional<String> after(String start, String words) {
    return words.startsWith(start)
        ? Optional.of(words.substring(start.length()))
        : Optional.empty();
  }

  /** The same text with short names for ids that are written just so. */
  static String shortened(String text) {
    Matcher ids = ID.matcher(text);
    return ids.replaceAll(
        found -> {
          String group = ids.group("group");
          boolean isIdentity = ids.group("type").startsWith("Managed");
          return group.equals(isIdentity ? IDENTITIES : COMPUTE)
              ? ""
              : Matcher.quoteReplacement(group + "/");
        });
  }
}
