package dev.managedidentity.azure;

import com.fasterxml.jackson.databind.JsonNode;
import dev.managedidentity.plan.LiveExtension;
import dev.managedidentity.plan.LiveExtension.Setup;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads the managed identity extensions of a scale set or a machine. What is odd about an extension
 * is passed over: most are others' and none is a reason not to see the identities.
 */
final class Extensions {
  private static final int HIGHEST_PORT = 65_535;

  private Extensions() {}

  /** Those of a scale set are a part of its model. */
  static List<LiveExtension> ofScaleSet(JsonNode properties) {
    return of(properties.path("virtualMachineProfile").path("extensionProfile").path("extensions"));
  }

  /** Those of a machine are resources of their own, which its GET shows whole. */
  static List<LiveExtension> ofMachine(JsonNode machine) {
    return of(machine.path("resources"));
  }

  private static List<LiveExtension> of(JsonNode entries) {
    List<LiveExtension> extensions = new ArrayList<>();
    if (entries.isArray()) {
      entries.forEach(entry -> of(entry.path("name"), entry.path("properties"), extensions));
    }
    return List.copyOf(extensions);
  }

  private static void of(JsonNode name, JsonNode properties, List<LiveExtension> extensions) {
    String publisher = properties.path("publisher").asText("");
    if (!name.asText("").isBlank() && publisher.equalsIgnoreCase(LiveExtension.PUBLISHER)) {
      LiveExtension.of(
              name.asText(),
              properties.path("type").asText(""),
              port(properties.path("settings").path("port")).orElse(null),
              setup(properties.path("provisioningState").asText("")))
          .ifPresent(extensions::add);
    }
  }

  /** Those in the model of a scale set tell no state. */
  private static Setup setup(String provisioningState) {
    return switch (provisioningState.toLowerCase(Locale.ROOT)) {
      case "failed" -> Setup.FAILED;
      case "creating", "updating", "deleting" -> Setup.UNDERWAY;
      default -> Setup.DONE;
    };
  }

  /** Settings are free text to Azure, so that the port may be a number or its digits. */
  private static Optional<Integer> port(JsonNode value) {
    boolean number = value.isIntegralNumber() || value.isTextual();
    String digits = number ? value.asText().strip() : "";
    return digits.matches("[0-9]{1,5}")
        ? Optional.of(Integer.parseInt(digits)).filter(port -> port > 0 && port <= HIGHEST_PORT)
        : Optional.empty();
  }
}
