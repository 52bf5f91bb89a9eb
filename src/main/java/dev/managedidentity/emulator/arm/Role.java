package dev.managedidentity.emulator.arm;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A role definition: what it allows, save what it does not.
 *
 * @param actions with {@code *}, which also spans slashes
 */
public record Role(String name, List<String> actions, List<String> notActions) {
  private static final String READ_GROUPS = "Microsoft.Resources/subscriptions/resourceGroups/read";
  private static final String READ_RIGHTS = "Microsoft.Authorization/*/read";
  private static final String IDENTITIES = "Microsoft.ManagedIdentity/userAssignedIdentities/";

  /** The built-in roles that matter here, by name. */
  static final Map<String, Role> BUILT_IN =
      Map.copyOf(
          List.of(
                  role("Owner", "*"),
                  new Role(
                      "Contributor",
                      List.of("*"),
                      List.of(
                          "Microsoft.Authorization/*/Delete",
                          "Microsoft.Authorization/*/Write",
                          "Microsoft.Authorization/elevateAccess/Action")),
                  role("Reader", "*/read"),
                  role("User Access Administrator", "*/read", "Microsoft.Authorization/*"),
                  role(
                      "Role Based Access Control Administrator",
                      "*/read",
                      "Microsoft.Authorization/roleAssignments/write",
                      "Microsoft.Authorization/roleAssignments/delete"),
                  role(
                      "Virtual Machine Contributor",
                      READ_RIGHTS,
                      READ_GROUPS,
                      "Microsoft.Compute/availabilitySets/*",
                      "Microsoft.Compute/locations/*",
                      "Microsoft.Compute/virtualMachines/*",
                      "Microsoft.Compute/virtualMachineScaleSets/*",
                      "Microsoft.Resources/deployments/*"),
                  role(
                      "Managed Identity Operator",
                      READ_RIGHTS,
                      READ_GROUPS,
                      IDENTITIES + "*/read",
                      IDENTITIES + "read",
                      IDENTITIES + "*/assign/action",
                      IDENTITIES + "assign/action"),
                  role(
                      "Managed Identity Contributor",
                      READ_RIGHTS,
                      READ_GROUPS,
                      IDENTITIES + "read",
                      IDENTITIES + "write",
                      IDENTITIES + "delete"))
              .stream()
              .collect(Collectors.toMap(Role::name, Function.identity())));

  public Role {
    actions = List.copyOf(actions);
    notActions = notActions == null ? List.of() : List.copyOf(notActions);
  }

  /** The name of its definition. */
  String id() {
    BuiltIn known = BuiltIn.IDS.get(name);
    return known == null
        ? UUID.nameUUIDFromBytes(("role " + name).getBytes(StandardCharsets.UTF_8)).toString()
        : known.id();
  }

  String type() {
    return BuiltIn.IDS.containsKey(name) ? "BuiltInRole" : "CustomRole";
  }

  String description() {
    BuiltIn known = BuiltIn.IDS.get(name);
    return known == null ? "" : known.description();
  }

  /** What Azure calls a built-in role in every directory, and says of it. */
  private record BuiltIn(String id, String description) {
    static final Map<String, BuiltIn> IDS =
        Map.ofEntries(
            entry(
                "Owner",
                "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
                "Everything, and who else may do what."),
            entry(
                "Contributor",
                "b24988ac-6180-42a0-ab88-20f7382dd24c",
                "Everything but who may do what."),
            entry("Reader", "acdd72a7-3385-48ef-bd42-f606fba81ae7", "To see everything."),
            entry(
                "User Access Administrator",
                "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
                "Who may do what."),
            entry(
                "Role Based Access Control Administrator",
                "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
                "To grant roles and to take them away."),
            entry(
                "Virtual Machine Contributor",
                "9980e02c-c2be-4d73-94e8-173b1dc7cf3c",
                "To manage virtual machines."),
            entry(
                "Managed Identity Contributor",
                "e40ec5ca-96e0-45a2-b4ff-59039f2c2b59",
                "To make and delete user-assigned identities."),
            entry(
                "Managed Identity Operator",
                "f1a07417-d97a-45cb-824c-7a7467783830",
                "To read and assign user-assigned identities."));

    private static Map.Entry<String, BuiltIn> entry(String name, String id, String description) {
      return Map.entry(name, new BuiltIn(id, description));
    }
  }

  boolean allows(String action) {
    return actions.stream().anyMatch(pattern -> matches(pattern, action))
        && notActions.stream().noneMatch(pattern -> matches(pattern, action));
  }

  /** Whether a pattern with {@code *} covers an action, in any casing. */
  static boolean matches(String pattern, String action) {
    String expression =
        Arrays.stream(pattern.split("\\*", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining(".*"));
    return Pattern.compile(expression, Pattern.CASE_INSENSITIVE).matcher(action).matches();
  }

  private static Role role(String name, String... actions) {
    return new Role(name, List.of(actions), List.of());
  }
}
