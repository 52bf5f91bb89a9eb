package dev.managedidentity.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.ArrayList;
import java.util.List;

/** The last time that somebody else changed what was as declared. Written anew, never altered. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public class DriftStatus {
  /** RFC 3339: when Azure was last seen to be as declared. */
  @JsonPropertyDescription(
      "When Azure was last seen to be as declared: the change was made after that, and before"
          + " foundTime.")
  @Size(max = Rules.WORD_LENGTH)
  public String verifiedTime;

  /** RFC 3339. */
  @JsonPropertyDescription("When the operator found that it is not as declared any more.")
  @Size(max = Rules.WORD_LENGTH)
  public String foundTime;

  /** As the plan had it; the first of them, where there were very many. */
  @JsonPropertyDescription("What it takes to put it right, in the words of the plan.")
  @Size(max = Rules.DRIFT_CHANGES)
  public List<String> changes = new ArrayList<>();

  /** Newest first; only where the operator may read the activity log. */
  @JsonPropertyDescription(
      "Who wrote to it in that time, by Azure's activity log, which is minutes late: suspects, not"
          + " proof. Only where the operator is set to read that log.")
  @Size(max = Rules.SUSPECTS)
  public List<Suspect> by = new ArrayList<>();

  /** RFC 3339: absent while it is not. */
  @JsonPropertyDescription("When it was seen to be as declared again.")
  @Size(max = Rules.WORD_LENGTH)
  public String repairedTime;
}
