package dev.managedidentity.operator;

import dev.managedidentity.azure.Answer;
import dev.managedidentity.azure.ComputeResource;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.ExtensionClaim;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How a look gets to see its target: as a list shows it if that will do, else by itself. */
final class Reading {
  private final ArmId id;
  private final Target target;
  private final Look.Tools tools;
  private final Instant now;

  Reading(ArmId id, Target target, Look.Tools tools, Instant now) {
    this.id = id;
    this.target = target;
    this.tools = tools;
    this.now = now;
  }

  /**
   * The target, or why it cannot be read.
   *
   * @param declared all that is declared of it
   */
  Answer<Sighting> of(List<Declared> declared) {
    return listed(declared).map(Answer::of).orElseGet(this::alone);
  }

  private Answer<Sighting> alone() {
    Answer<ComputeResource> read = tools.compute().read(id);
    return read.problem().isPresent()
        ? Answer.not(read.problem().get())
        : Answer.of(new Sighting(read.value().orElseThrow(), now));
  }

  /** A change that is planned from a list is guarded by its ETag: without one it will not do. */
  private Optional<Sighting> listed(List<Declared> declared) {
    return target.isAtRest() && !isAboutExtensionsOfMachine(declared)
        ? tools
            .listings()
            .find(id, target.lastRead())
            .filter(seen -> seen.resource().etag() != null)
        : Optional.empty();
  }

  /** They are resources of their own, which a list of machines need not show. */
  private boolean isAboutExtensionsOfMachine(List<Declared> declared) {
    return id.isA(ArmId.VIRTUAL_MACHINE)
        && declared.stream().map(one -> one.declaration().extension()).anyMatch(Reading::speaks);
  }

  private static boolean speaks(ExtensionClaim extension) {
    return extension.wanted() != null || extension.owned() != null;
  }
}
