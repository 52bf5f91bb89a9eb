package dev.managedidentity.plan;

import dev.managedidentity.api.LegacyExtension.OperatingSystem;
import dev.managedidentity.plan.ExtensionPlan.Change;
import dev.managedidentity.plan.ExtensionPlan.Share;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Decides what must change about the managed identity extension of one target. */
public final class ExtensionPlanner {
  private final List<Declaration> declarations;
  private final List<LiveExtension> live;
  private final Verdict<ExtensionWish> verdict;

  private ExtensionPlanner(List<Declaration> declarations, List<LiveExtension> live) {
    this.declarations = declarations.stream().sorted(Declaration.BY_AGE).toList();
    this.live = live.stream().sorted(Comparator.comparing(LiveExtension::name)).toList();
    this.verdict =
        Verdict.of(
            this.declarations,
            d -> isPermitted(d) ? d.extension().wanted() : null,
            ExtensionWish::covers);
  }

  /** Whether what a declaration says of the extension counts; see {@link Planner#isPermitted}. */
  boolean isPermitted(Declaration declaration) {
    ExtensionWish wish = declaration.extension().wanted();
    boolean isOwn =
        declarations.stream()
            .anyMatch(
                d ->
                    d.namespace().equals(declaration.namespace()) && d.extension().owned() != null);
    return wish == null
        || (wish.present()
            ? declaration.access().addsExtension() || declaration.extension().owned() != null
            : declaration.access().removesExtension(isOwn));
  }

  /**
   * Plans the extension of one target.
   *
   * @param declarations every declaration of the target, in any order
   * @param live the managed identity extensions that the target has now
   */
  public static ExtensionPlan plan(List<Declaration> declarations, List<LiveExtension> live) {
    return new ExtensionPlanner(declarations, live).plan();
  }

  private ExtensionPlan plan() {
    List<Change> changes = changes();
    ExtensionOwnership ownership =
        new ExtensionOwnership(declarations, live, changes.stream().findFirst());
    Map<String, Share> shares = new TreeMap<>();
    for (Declaration declaration : declarations) {
      ExtensionPlanner view =
          declaration.isObserver()
              ? new ExtensionPlanner(declaration.actingAmong(declarations), live)
              : this;
      List<Change> seen = declaration.isObserver() ? view.changes() : changes;
      shares.put(
          declaration.key(), new ExtensionShares(view, declaration, seen, ownership).share());
    }
    return new ExtensionPlan(changes.stream().findFirst(), shares);
  }

  /** Removals first: what is added takes the only row that a status has for it. */
  private List<Change> changes() {
    List<Change> changes = new ArrayList<>();
    for (LiveExtension extension : live) {
      List<String> causes = removers(extension);
      if (!causes.isEmpty()) {
        changes.add(new Change(false, extension.name(), extension.os(), 0, causes));
      }
    }
    addition().ifPresent(changes::add);
    return changes;
  }

  private Optional<Change> addition() {
    ExtensionWish wish = verdict.wish();
    List<String> causes = verdict.actors(d -> d.access().addsExtension());
    if (wish == null || !wish.present() || causes.isEmpty()) {
      return Optional.empty();
    }
    boolean met = of(wish.os()).anyMatch(e -> Objects.equals(e.port(), wish.port()));
    String name =
        of(wish.os()).map(LiveExtension::name).findFirst().orElse(LiveExtension.type(wish.os()));
    return met
        ? Optional.empty()
        : Optional.of(new Change(true, name, wish.os(), wish.port(), causes));
  }

  /**
   * Those who refuse it, whoever added it; else, if nobody wants it, those that added it. Left out
   * means not managed: who does not speak of it any more takes nothing away.
   */
  private List<String> removers(LiveExtension extension) {
    ExtensionWish wish = verdict.wish();
    if (wish != null && wish.refuses(extension.os())) {
      List<Declaration> refusing =
          verdict.agreeing().stream()
              .filter(d -> d.acts() && d.extension().wanted().refuses(extension.os()))
              .toList();
      if (!refusing.isEmpty()) {
        return Verdict.keys(refusing);
      }
    }
    return declarations.stream().anyMatch(d -> d.wantsExtension(extension.os()))
        ? List.of()
        : Verdict.keys(
            declarations.stream()
                .filter(d -> d.ownsExtension(extension.name()) && d.acts())
                .filter(d -> !d.keepsOnLeaving() && !d.handsExtensionBack())
                .filter(d -> d.access().removesExtension(true))
                .toList());
  }

  /** Whether a deleting declaration would leave an extension behind that it may not remove. */
  boolean isRemovalRefused(Declaration declaration) {
    return live.stream()
        .anyMatch(
            extension ->
                declaration.ownsExtension(extension.name())
                    && declaration.acts()
                    && !declaration.keepsOnLeaving()
                    && !declaration.handsExtensionBack()
                    && !declaration.access().removesExtension(true)
                    && declarations.stream().noneMatch(d -> d.wantsExtension(extension.os())));
  }

  /** What the target has for this system. */
  Stream<LiveExtension> of(OperatingSystem os) {
    return live.stream().filter(extension -> extension.os() == os);
  }

  List<LiveExtension> live() {
    return live;
  }

  Verdict<ExtensionWish> verdict() {
    return verdict;
  }
}
