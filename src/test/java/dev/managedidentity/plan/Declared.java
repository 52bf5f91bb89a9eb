package dev.managedidentity.plan;

import dev.managedidentity.api.DeletionPolicy;
import dev.managedidentity.api.Ensure;
import dev.managedidentity.api.Mode;
import dev.managedidentity.api.SystemAssigned;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a set of declarations means, told a second time and apart from the planner: from their plain
 * fields only. A subject is an id, or null for the system-assigned identity.
 */
final class Declared {
  private final List<Declaration> oldestFirst;

  Declared(List<Declaration> declarations) {
    oldestFirst =
        declarations.stream()
            .sorted(Comparator.comparing(Declaration::created).thenComparing(Declaration::key))
            .toList();
  }

  /** How a subject must end. */
  enum End {
    THERE,
    GONE,
    AS_IT_WAS
  }

  End end(ArmId subject) {
    List<Declaration> heard =
        oldestFirst.stream().filter(d -> counts(d) && said(d, subject) != null).toList();
    if (!heard.isEmpty()) {
      Boolean say = said(heard.get(0), subject);
      if (heard.stream().anyMatch(d -> active(d) && say.equals(said(d, subject)))) {
        return say ? End.THERE : End.GONE;
      }
    }
    if (isWanted(subject) || isIgnored(subject)) {
      return End.AS_IT_WAS;
    }
    return oldestFirst.stream().anyMatch(d -> takesAway(d, subject)) ? End.GONE : End.AS_IT_WAS;
  }

  private static boolean takesAway(Declaration d, ArmId subject) {
    boolean retains = d.leaving() && d.deletionPolicy() == DeletionPolicy.Retain;
    boolean itsOwn =
        subject == null
            ? d.ownsSystemAssigned() && d.systemAssigned() != null
            : d.owned().contains(subject);
    boolean sweeps = subject != null && d.mode() == Mode.Authoritative && !d.leaving();
    return active(d) && ((itsOwn && !retains) || sweeps);
  }

  /** Whether some declaration that counts asks for it, though an elder may refuse it. */
  boolean isWanted(ArmId subject) {
    return oldestFirst.stream().anyMatch(d -> wants(d, subject));
  }

  boolean wants(Declaration d, ArmId subject) {
    return counts(d) && Boolean.TRUE.equals(said(d, subject));
  }

  boolean isRefusedByAnActingOne(ArmId subject) {
    return oldestFirst.stream()
        .anyMatch(d -> counts(d) && active(d) && Boolean.FALSE.equals(said(d, subject)));
  }

  boolean isSwept() {
    return oldestFirst.stream()
        .anyMatch(d -> counts(d) && active(d) && d.mode() == Mode.Authoritative);
  }

  boolean isIgnored(ArmId subject) {
    return subject != null
        && oldestFirst.stream()
            .filter(d -> counts(d) && d.mode() == Mode.Authoritative)
            .anyMatch(d -> d.ignore().stream().anyMatch(pattern -> matches(pattern, subject)));
  }

  private static boolean matches(IdPattern pattern, ArmId id) {
    StringBuilder expression = new StringBuilder();
    for (char c : pattern.glob().toCharArray()) {
      expression.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
    }
    return id.text().toLowerCase(Locale.ROOT).matches(expression.toString());
  }

  private static boolean counts(Declaration d) {
    return d.mode() != Mode.Observe && !d.leaving();
  }

  private static boolean active(Declaration d) {
    return d.mode() != Mode.Observe && !d.suspended();
  }

  private static Boolean said(Declaration d, ArmId subject) {
    if (subject == null) {
      return d.systemAssigned() == null ? null : d.systemAssigned() == SystemAssigned.Enabled;
    }
    Ensure ensure = d.userAssigned().get(subject);
    return ensure == null ? null : ensure == Ensure.Assigned;
  }
}
