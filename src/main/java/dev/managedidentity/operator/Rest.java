package dev.managedidentity.operator;

import dev.managedidentity.operator.Situation.Stage;
import dev.managedidentity.plan.ExtensionClaim;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A target with which nothing is to be done, as a look found it and told. As long as nothing that
 * this look went by is otherwise, the next one would find and tell the same, and is spared: of
 * thousands of targets hardly any other look is taken.
 *
 * @param basis what decided what is declared of it
 * @param until from when on there is something that the time brings
 */
record Rest(List<String> basis, Instant until) {

  /** Longer than there ever is a rest. */
  static final Duration LONGEST = Report.VERIFICATION_NOTED_EVERY.multipliedBy(2);

  /**
   * What looks go by besides the target itself: equal as long as nothing of that is otherwise.
   *
   * @param deciding what is declared of the target, and what that names
   * @param credentials with whose rights each is carried out
   * @param policy what each is allowed
   */
  static List<String> basis(
      List<HasMetadata> deciding,
      Function<HasMetadata, Credential> credentials,
      AccessPolicy policy) {
    List<String> basis = new ArrayList<>();
    for (HasMetadata object : deciding) {
      basis.add(
          object.getMetadata().getUid()
              + "/"
              + object.getMetadata().getResourceVersion()
              + "/"
              + credentials.apply(object).key()
              + "/"
              + policy.rules(object.getMetadata().getNamespace()).hashCode());
    }
    return basis;
  }

  /**
   * Empty if the next look may find something to do though nothing is otherwise.
   *
   * @param declared as it stood before the look: if that changed a status, the basis is another one
   *     by now
   * @param next when at the latest there is something else to do
   */
  static Optional<Rest> after(
      Situation situation, List<Declared> declared, List<String> basis, Instant next) {
    Situation.Beside beside = situation.beside();
    boolean isWell =
        situation.stage() == Stage.SETTLED
            && beside.setAside().isEmpty()
            && beside.contested().isEmpty()
            && beside.roles().stream().allMatch(roles -> roles.problems().isEmpty())
            && declared.stream().allMatch(Rest::isPlain);
    return isWell ? Optional.of(new Rest(basis, until(declared, next))) : Optional.empty();
  }

  /** Of the extension more may be under way than a list shows. */
  private static boolean isPlain(Declared declared) {
    return !declared.declaration().leaving()
        && declared.declaration().extension().equals(ExtensionClaim.NONE)
        && declared.status().lastVerifiedTime != null;
  }

  private static Instant until(List<Declared> declared, Instant next) {
    return declared.stream()
        .map(one -> Report.verificationDue(one.status()))
        .filter(due -> due.isBefore(next))
        .min(Instant::compareTo)
        .orElse(next);
  }

  /** Whether nothing is to be done yet, unless the target itself is otherwise. */
  boolean lasts(List<String> now, Instant time) {
    return time.isBefore(until) && basis.equals(now);
  }
}
