package dev.managedidentity.api;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.ArrayList;
import java.util.List;

/** What the statuses of all kinds have in common. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public abstract class Status {
  /** The generation of the spec this status speaks of. */
  @JsonPropertyDescription("The metadata.generation that this status speaks of.")
  public Long observedGeneration;

  @JsonPropertyDescription(
      "Ready is always there. Reconciling and Stalled are there, and then True, only while the"
          + " operator is at work or waits, or while nothing will change until somebody changes"
          + " something.")
  @Size(max = 16)
  public List<Condition> conditions = new ArrayList<>();

  @JsonPropertyDescription(
      "The role assignments that are declared or to be taken away, one row each.")
  @Size(max = Rules.ROLE_ROWS)
  public List<RoleAssignmentRow> roleAssignments = new ArrayList<>();

  /** What would be, or is being, changed, in words. */
  @JsonPropertyDescription("What is being changed, or in mode Observe would be, in words.")
  @Size(max = Rules.ROWS)
  public List<String> plan = new ArrayList<>();

  @JsonPropertyDescription(
      "The last time that somebody else changed what was as declared, and what became of it.")
  public DriftStatus lastDrift;

  /** Absent where it is the operator's own credential. */
  @JsonPropertyDescription(
      "The Secret of this namespace with whose credential the declaration is carried out. One that"
          + " is gone is not replaced by the operator's own credential.")
  @Size(max = Rules.OBJECT_NAME_LENGTH)
  public String credentialSecret;

  /** RFC 3339; written when something else changes, and at most every ten minutes otherwise. */
  @JsonPropertyDescription(
      "When Azure was last read; brought up to date whenever the status changes, and otherwise at"
          + " most every ten minutes.")
  @Size(max = Rules.WORD_LENGTH)
  public String lastVerifiedTime;

  /** Set once the target was read, or something of it was written; absent before. */
  @JsonPropertyDescription(
      "Proves that the operator observed the target that targetId names, so that the object stays"
          + " about it. Without a valid proof targetId decides nothing.")
  @Size(max = Rules.WORD_LENGTH)
  public String proof;

  /**
   * The records of something owned that were dropped when this status was read, each by its place:
   * nobody can make sense of them. Not part of the status in the cluster.
   */
  @JsonIgnore public List<String> unreadable = new ArrayList<>();
}
