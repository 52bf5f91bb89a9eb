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
 * another group, {@code subscription:group/name} in another subscription, and a whole id is itself.
 */
final class Names {
  static final String SUBSCRIPTION = "main";
  static final String IDENTITIES = "identities";
  static final String COMPUTE = "shop";

  private static final Pattern SHORT =
      Pattern.compile("(?:(?<subscription>[^:/]+):)?(?:(?<group>[^/]+)/)?(?<name>[^/]+)");
  private static final Pattern ID =
      Pattern.compile(
          "/subscriptions/(?<subscription>[^/]+)/resourceGroups/(?<group>[^/]+)/providers"
              + "/Microsoft\\.(?<type>ManagedIdentity/userAssignedIdentities"
              + "|Compute/virtualMachineScaleSets|Compute/virtualMachines)/");

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
    Matcher parts = SHORT.matcher(name);
    if (!parts.matches()) {
      throw new IllegalArgumentException("no short name: " + name);
    }
    return ArmId.of(
            Optional.ofNullable(parts.group("subscription")).orElse(SUBSCRIPTION),
            Optional.ofNullable(parts.group("group")).orElse(group),
            type,
            parts.group("name"))
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
    return ID.matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(beforeName(found.group())));
  }

  private static String beforeName(String start) {
    Matcher parts = ID.matcher(start);
    parts.matches();
    String subscription = parts.group("subscription");
    String group = parts.group("group");
    if (!subscription.equals(SUBSCRIPTION)) {
      return subscription + ":" + group + "/";
    }
    String usual = parts.group("type").startsWith("Managed") ? IDENTITIES : COMPUTE;
    return group.equals(usual) ? "" : group + "/";
  }
}
