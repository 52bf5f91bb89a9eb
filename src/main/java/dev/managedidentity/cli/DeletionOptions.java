package dev.managedidentity.cli;

import dev.managedidentity.api.DeletionPolicy;
import dev.managedidentity.operator.DeletionSettings;
import picocli.CommandLine.Option;

/** What becomes of identities when declarations are deleted. */
final class DeletionOptions {

  @Option(
      names = "--deletion-policy",
      paramLabel = "POLICY",
      defaultValue = "${env:DELETION_POLICY:-Remove}",
      description =
          "What a deleted declaration does that sets no spec.deletionPolicy, in a namespace without"
              + " the annotation managedidentity.dev/deletion-policy: Remove or Retain what it"
              + " assigned.")
  private DeletionPolicy policy;

  @Option(
      names = "--max-removals",
      paramLabel = "N",
      defaultValue = "${env:MAX_REMOVALS:-10}",
      description =
          "From how many targets deletions may remove something within 10 minutes; further"
              + " deletions are held until they are released. 0: any number.")
  private int maxRemovals;

  DeletionSettings settings() {
    return new DeletionSettings(policy, maxRemovals);
  }
}
