package dev.managedidentity.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;

/** The managed identity extension, from the time before machines had an endpoint for tokens. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class LegacyExtension {
  @JsonPropertyDescription("Present: the target must have the extension. Absent: it must not.")
  @Required
  public Presence state;

  @JsonPropertyDescription(
      "The operating system of the target, which the extension is made for. Needed for Present; for"
          + " Absent, left out, both are removed.")
  public OperatingSystem os;

  @JsonPropertyDescription("The port on which the extension hands out tokens on the machine.")
  @Default("50342")
  public int port = 50342;

  /** Whether the extension must be there. */
  public enum Presence {
    Present,
    Absent
  }

  /** What the extension is made for. */
  public enum OperatingSystem {
    Linux,
    Windows
  }
}
