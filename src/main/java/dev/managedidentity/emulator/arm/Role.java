package dev.managedidentity.emulator.arm;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
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
