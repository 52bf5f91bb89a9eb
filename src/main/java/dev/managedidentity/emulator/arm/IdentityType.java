package dev.managedidentity.emulator.arm;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the {@code type} of an identity says. Azure takes it in any casing, with and without a space
 * after the comma, and returns only the spaced form.
 */
record IdentityType(boolean system, boolean user) {

  static IdentityType parse(String text) {
    Set<String> parts =
        Arrays.stream(text.split(",", -1))
            .map(part -> part.strip().toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    if (parts.equals(Set.of("none"))) {
      return new IdentityType(false, false);
    }
    if (!Set.of("systemassigned", "userassigned").containsAll(parts)) {
      throw Refusals.unknownIdentityType(text);
    }
    return new IdentityType(parts.contains("systemassigned"), parts.contains("userassigned"));
  }

  String text() {
    if (system && user) {
      return "SystemAssigned, UserAssigned";
    }
    if (system) {
      return "SystemAssigned";
    }
    return user ? "UserAssigned" : "None";
  }
}
