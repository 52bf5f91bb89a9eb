package dev.managedidentity.operator;

import dev.managedidentity.api.ConditionType;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.util.ArrayList;
import java.util.List;

/** Spells a judgement as conditions. Pure. */
final class Conditions {
  /** The most that Kubernetes takes for a message. */
  private static final int MOST_CHARACTERS = 32_768;

  private Conditions() {}

  /**
   * Ready, and what stands beside it.
   *
   * @param before what was told last, for the times of transition
   * @param now RFC 3339
   */
  static List<Condition> of(
      Judgement judgement, List<Condition> before, long generation, String now) {
    List<Condition> conditions = new ArrayList<>();
    conditions.add(
        condition(ConditionType.Ready, judgement.ready(), judgement, before, generation, now));
    judgement
        .beside()
        .ifPresent(
            type -> conditions.add(condition(type, "True", judgement, before, generation, now)));
    return conditions;
  }

  private static Condition condition(
      ConditionType type,
      String value,
      Judgement judgement,
      List<Condition> before,
      long generation,
      String now) {
    String since =
        before.stream()
            .filter(last -> last.getType().equals(type.name()) && last.getStatus().equals(value))
            .findAny()
            .map(Condition::getLastTransitionTime)
            .orElse(now);
    return new ConditionBuilder()
        .withType(type.name())
        .withStatus(value)
        .withReason(judgement.reason().name())
        .withMessage(fitting(judgement.message()))
        .withObservedGeneration(generation)
        .withLastTransitionTime(since)
        .build();
  }

  /** A longer one would be refused, and the whole status with it. */
  private static String fitting(String message) {
    return message.length() <= MOST_CHARACTERS
        ? message
        : message.substring(0, MOST_CHARACTERS - 1) + "…";
  }
}
