package dev.managedidentity.operator;

import dev.managedidentity.api.IdentityState;
import dev.managedidentity.api.Reason;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.Share;
import dev.managedidentity.plan.Share.Row;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Judges a declaration whose target has all that can be assigned, but not all that is declared. */
final class AsideJudgement {
  /** Kubernetes takes 32768 for the message of a condition; some words stand around it. */
  private static final int MOST_CHARACTERS = 32_000;

  private AsideJudgement() {}

  /** Empty if nothing that it declares is set aside. */
  static Optional<Judgement> of(Declared declared, Situation situation) {
    Share share = situation.plan().orElseThrow().share(declared.declaration());
    List<Aside> asides = asides(declared, share, situation.beside().setAside());
    if (asides.isEmpty() || declared.declaration().leaving()) {
      return Optional.empty();
    }
    Set<String> messages = new LinkedHashSet<>();
    Set<Reason> reasons = EnumSet.noneOf(Reason.class);
    for (Aside aside : asides) {
      messages.add(aside.message());
      reasons.add(aside.reason());
    }
    Reason reason = reason(reasons, share);
    String message = joined(messages);
    boolean stalled = asides.stream().allMatch(Aside::stalled) && reason == Reason.InvalidSpec;
    return Optional.of(
        Judgement.of(
            new Obstacle(
                reason,
                stalled,
                hasLanded(share) ? "All else is as declared. " + message : message)));
  }

  /** As many messages as fit into a condition, each of them whole. */
  private static String joined(Set<String> messages) {
    StringBuilder all = new StringBuilder();
    for (String message : messages) {
      if (all.length() + message.length() > MOST_CHARACTERS && !all.isEmpty()) {
        return all.append(" Of the others status.identities tells.").toString();
      }
      all.append(all.isEmpty() ? "" : " ").append(message);
    }
    return all.toString();
  }

  private static List<Aside> asides(Declared declared, Share share, Map<ArmId, Aside> setAside) {
    List<Aside> asides = new ArrayList<>();
    for (Row row : share.rows()) {
      Aside aside = setAside.get(row.id());
      boolean isDeclared = declared.declaration().userAssigned().containsKey(row.id());
      if (aside != null && isDeclared && isMissing(row, aside)) {
        asides.add(aside);
      }
    }
    // What is on the target already, but is meant by a name that stands for nothing any more.
    declared.names().waiting().forEach((id, why) -> addIfNew(asides, Aside.waiting(why)));
    declared.names().nowhere().forEach(why -> addIfNew(asides, Aside.waiting(why)));
    return asides;
  }

  private static void addIfNew(List<Aside> all, Aside one) {
    if (!all.contains(one)) {
      all.add(one);
    }
  }

  private static boolean isMissing(Row row, Aside aside) {
    return row.state() == IdentityState.Pending
        || row.state() == IdentityState.Stale
        || aside.state() == IdentityState.NotFound;
  }

  /**
   * What is only waited for is told as that. What Azure refuses is told as such if all of it is for
   * one reason and nothing else has landed, for then that reason is the whole story.
   */
  private static Reason reason(Set<Reason> reasons, Share share) {
    if (reasons.contains(Reason.Updating)) {
      return Reason.Updating;
    }
    boolean oneStory = reasons.size() == 1 && !hasLanded(share);
    return oneStory || reasons.equals(EnumSet.of(Reason.WaitingForIdentity))
        ? reasons.iterator().next()
        : Reason.PartiallyApplied;
  }

  private static boolean hasLanded(Share share) {
    return share.rows().stream()
        .map(Row::state)
        .anyMatch(state -> state == IdentityState.Assigned || state == IdentityState.PreExisting);
  }
}
