package dev.managedidentity.operator;

import dev.managedidentity.azure.Answer;
import dev.managedidentity.azure.ComputeResource;
import dev.managedidentity.azure.Priority;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.ExtensionClaim;
import dev.managedidentity.plan.RoleClaims;
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
   * The target, or why it cannot be read. What a list shows is good for finding out that nothing
   * has to be done; an entry without an ETag is not even used for that, unless it is the Resource
   * Graph's, which shows none.
   *
   * @param declared all that is declared of it
   * @param shown by a list after an operation of ours
   */
  Answer<Sighting> of(List<Declared> declared, Optional<Sighting> shown) {
    return shown
        .filter(seen -> !isAboutExtensionsOfMachine(declared))
        .filter(seen -> !seen.ofGraph() || isWithoutRoles(declared))
        .or(this::unchangedBeforeItsTurn)
        .or(() -> listed(declared))
        .filter(seen -> seen.ofGraph() ? isNoReasonToAct(declared) : seen.resource().etag() != null)
        .map(Answer::of)
        .orElseGet(this::alone);
  }

  /** At its source, whatever lists show. */
  Answer<Sighting> alone() {
    boolean isWatched = target.isAtRest() && !target.isNew();
    return alone(isWatched ? Priority.BACKGROUND : Priority.INTERACTIVE);
  }

  Answer<Sighting> alone(Priority priority) {
    Answer<ComputeResource> read = tools.compute().read(id, priority);
    return read.problem().isPresent()
        ? Answer.not(read.problem().get())
        : Answer.of(new Sighting(read.value().orElseThrow(), now, Sighting.Source.TARGET));
  }

  private Optional<Sighting> unchangedBeforeItsTurn() {
    return target
        .seenForTurn(now)
        .filter(seen -> !tools.listings().hasNews(id, seen.resource(), seen.at()));
  }

  private Optional<Sighting> listed(List<Declared> declared) {
    return target.isAtRest() && !isAboutExtensionsOfMachine(declared)
        ? tools.listings().find(id, target.lastRead())
        : Optional.empty();
  }

  /** Whether nobody wants anything done that another part of the target than its identity tells. */
  private static boolean isNoReasonToAct(List<Declared> declared) {
    return declared.stream()
        .map(Declared::declaration)
        .noneMatch(one -> one.leaving() || speaks(one.extension()));
  }

  /** A change may have brought a new principal, and nothing is granted to one by hearsay. */
  private static boolean isWithoutRoles(List<Declared> declared) {
    return declared.stream().allMatch(one -> one.declaration().roles().equals(RoleClaims.NONE));
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
