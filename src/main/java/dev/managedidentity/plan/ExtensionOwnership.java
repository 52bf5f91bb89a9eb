package dev.managedidentity.plan;

import dev.managedidentity.api.LegacyExtension.OperatingSystem;
import dev.managedidentity.plan.ExtensionPlan.Change;
import java.util.List;
import java.util.Optional;

/**
 * Who carries the extension that the operator added, as it must be recorded before the plan's
 * change is made. The rules are those of {@link Ownership}.
 */
final class ExtensionOwnership {
  private final List<Declaration> declarations;
  private final List<LiveExtension> live;
  private final Optional<Change> change;

  ExtensionOwnership(
      List<Declaration> declarations, List<LiveExtension> live, Optional<Change> change) {
    this.declarations = declarations;
    this.live = live;
    this.change = change;
  }

  /** One that was there before is not owned for having got another port. */
  boolean isOwned(String name) {
    boolean there = live.stream().anyMatch(extension -> isSame(extension.name(), name));
    return there
        ? declarations.stream().anyMatch(d -> d.ownsExtension(name))
        : change.filter(c -> c.present() && isSame(c.name(), name)).isPresent();
  }

  boolean carries(Declaration declaration, String name, OperatingSystem os) {
    return isOwned(name)
        && new Heritage(
                declarations,
                d -> d.wantsExtension(os),
                d -> d.ownsExtension(name),
                d -> d.keepsOnLeaving() || d.handsExtensionBack())
            .isCarriedBy(declaration);
  }

  private static boolean isSame(String one, String other) {
    return ArmId.fold(one).equals(ArmId.fold(other));
  }
}
