package dev.managedidentity.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;

/** The managed identity extension, from the time before machines had an endpoint for tokens. */
@ValidationRule(
    value = "!has(self.state) || self.state != 'Present' || has(self.os)",
    message =
        "os is missing: set it to Linux or Windows, whichever the target runs, since the extension is"
            + " another one for each")
@JsonInclude(JsonInclude.Include.NON_NULL)
public class LegacyExtension {
  @JsonPropertyDescription("Present: the target must have the extension. Absent: it must not.")
  @Required
  public Presence state;

  @JsonPropertyDescription(
      "The operating system of the target; the extension is another one for each. Needed for Present."
          + " Left out with Absent: whichever is there is removed.")
  public OperatingSystem os;

  @JsonPropertyDescription(
      "The port of localhost on which the extension hands out tokens; of no meaning with Absent.")
  @Default("50342")
  @ValidationRule(
      value = "self >= 1 && self <= 65535",
      message = "port is none: write 1 to 65535, or leave it out for 50342")
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
