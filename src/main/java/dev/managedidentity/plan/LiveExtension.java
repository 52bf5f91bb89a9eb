package dev.managedidentity.plan;

import dev.managedidentity.api.LegacyExtension.OperatingSystem;
import java.util.Arrays;
import java.util.Optional;

/**
 * A managed identity extension as Azure shows it: one of publisher Microsoft.ManagedIdentity.
 *
 * @param name on the target; people may have given it any
 * @param port null where its settings tell none
 */
public record LiveExtension(String name, OperatingSystem os, Integer port, Setup setup) {
  public static final String PUBLISHER = "Microsoft.ManagedIdentity";

  /** How far Azure is with it. */
  public enum Setup {
    DONE,
    /** It is being added, changed or removed: the next look tells which. */
    UNDERWAY,
    FAILED
  }

  /** The type of the extension for a system, which is also the name that Azure documents. */
  public static String type(OperatingSystem os) {
    return "ManagedIdentityExtensionFor" + os;
  }

  /** An extension of our publisher by its type, in any casing; empty if the type is another. */
  public static Optional<LiveExtension> of(String name, String type, Integer port, Setup setup) {
    return Arrays.stream(OperatingSystem.values())
        .filter(os -> type(os).equalsIgnoreCase(type))
        .findFirst()
        .map(os -> new LiveExtension(name, os, port, setup));
  }
}
