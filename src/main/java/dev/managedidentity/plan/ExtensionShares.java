package dev.managedidentity.plan;

import dev.managedidentity.api.IdentityState;
import dev.managedidentity.plan.ExtensionPlan.Change;
import dev.managedidentity.plan.ExtensionPlan.Row;
import dev.managedidentity.plan.ExtensionPlan.Share;
import java.util.List;
import java.util.Optional;

/** Works out what a plan of the extension means to one declaration. */
final class ExtensionShares {
  private final ExtensionPlanner target;
  private final Declaration declaration;
  private final List<Change> changes;
  private final ExtensionOwnership ownership;

  /**
   * @param target the target as this declaration sees it
   * @param changes the target's changes as this declaration sees them
   * @param ownership as the real plan makes it
   */
  ExtensionShares(
      ExtensionPlanner target,
      Declaration declaration,
      List<Change> changes,
      ExtensionOwnership ownership) {
    this.target = target;
    this.declaration = declaration;
    this.changes = changes;
    this.ownership = ownership;
  }

  Share share() {
    List<String> mine =
        changes.stream()
            .filter(change -> change.causes().contains(declaration.key()))
            .map(Change::words)
            .toList();
    boolean loses =
        target.verdict().contradicting().stream().anyMatch(d -> d.key().equals(declaration.key()));
    return new Share(
        row(),
        mine,
        loses ? Optional.of(target.verdict().elder().key()) : Optional.empty(),
        !declaration.leaving() && !target.isPermitted(declaration),
        declaration.leaving() && mine.isEmpty() && !target.isRemovalRefused(declaration));
  }

  /** What it must carry comes first, or the record of it would be lost; then what it speaks of. */
  private Optional<Row> row() {
    ExtensionWish wish = declaration.leaving() ? null : declaration.extension().wanted();
    return target.live().stream()
        .filter(e -> carries(e) && (wish == null || !wish.concerns(e.os())))
        .findFirst()
        .or(() -> spokenOf(wish))
        .map(this::rowOf)
        .or(() -> pending(wish));
  }

  private boolean carries(LiveExtension extension) {
    return ownership.carries(declaration, extension.name(), extension.os());
  }

  private Optional<LiveExtension> spokenOf(ExtensionWish wish) {
    return target.live().stream()
        .filter(extension -> wish != null && wish.concerns(extension.os()))
        .findFirst();
  }

  private Row rowOf(LiveExtension extension) {
    return new Row(state(extension), carries(extension), extension.name(), extension.setup());
  }

  private Optional<Row> pending(ExtensionWish wish) {
    if (wish == null || !wish.present()) {
      return Optional.empty();
    }
    String name = LiveExtension.type(wish.os());
    boolean owned = ownership.carries(declaration, name, wish.os());
    return Optional.of(new Row(IdentityState.Pending, owned, name, LiveExtension.Setup.DONE));
  }

  private IdentityState state(LiveExtension extension) {
    ExtensionWish wish = target.verdict().wish();
    boolean goes =
        changes.stream().anyMatch(c -> !c.present() && c.name().equals(extension.name()));
    if (goes || (wish != null && wish.refuses(extension.os()))) {
      return IdentityState.Removing;
    }
    if (wish != null && wish.wants(extension.os())) {
      return ownership.isOwned(extension.name())
          ? IdentityState.Assigned
          : IdentityState.PreExisting;
    }
    return carries(extension) ? IdentityState.Removing : IdentityState.Foreign;
  }
}
