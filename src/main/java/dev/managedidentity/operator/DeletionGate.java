package dev.managedidentity.operator;

import dev.managedidentity.api.Api;
import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.Reason;
import dev.managedidentity.api.Status;
import dev.managedidentity.api.UserAssignedIdentity;
import dev.managedidentity.operator.Cluster.EventType;
import dev.managedidentity.plan.ArmId;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Decides how a deleting declaration ends, before anything is removed in Azure: by its deletion
 * policy, by whether the operator is being uninstalled, and by the removal limit.
 */
final class DeletionGate {

  /** The reason of the Event that tells that a deletion removed nothing. */
  static final String RETAINED = "DeletionRetained";

  private final Supplier<Stream<HasMetadata>> deleting;
  private final Namespaces namespaces;
  private final Uninstall uninstall;
  private final DeletionSettings settings;
  private final String operatorNamespace;
  private final RemovalLimit limit;
  private final Clock clock;
  private volatile Instant begun;

  /** What becomes of a deleting declaration. */
  sealed interface Decision permits Remove, Retain, Hold {}

  /** What it owns is removed, then its finalizer. */
  record Remove() implements Decision {}

  /**
   * Its finalizer is removed at once, and nothing in Azure.
   *
   * @param note why, for an Event
   */
  record Retain(EventType type, String note) implements Decision {}

  /**
   * Nothing is removed yet.
   *
   * @param judgement what its conditions say: the same as long as the cause is the same
   * @param note for an Event: it may name figures that change
   */
  record Hold(Judgement judgement, String note) implements Decision {}

  /**
   * @param operatorNamespace the one the operator is installed in; null if it is unknown
   * @param deleting every object of ours in the cluster that is being deleted and has its finalizer
   */
  DeletionGate(
      Supplier<Stream<HasMetadata>> deleting,
      Namespaces namespaces,
      Uninstall uninstall,
      DeletionSettings settings,
      String operatorNamespace,
      Clock clock) {
    this.deleting = deleting;
    this.namespaces = namespaces;
    this.uninstall = uninstall;
    this.settings = settings;
    this.operatorNamespace = operatorNamespace;
    this.limit = new RemovalLimit(settings.maxRemovals(), DeletionSettings.WINDOW, clock);
    this.clock = clock;
    this.begun = clock.instant();
  }

  /** The loop begins now: how many removals there were before is not known. */
  void begin() {
    begun = clock.instant();
  }

  /** No deletion is under way on a target any more. */
  void ended(ArmId target) {
    limit.ended(target);
  }

  /**
   * Decides about one deleting declaration.
   *
   * @param removes whether something is really removed from the target by it
   */
  Decision decide(ArmId target, HasMetadata declaration, boolean removes) {
    EffectiveDeletionPolicy policy = policy(declaration);
    if (policy.retains()) {
      return retain(policy);
    }
    Uninstall.Answer answer = uninstall.check(declaration);
    if (answer instanceof Uninstall.Yes yes) {
      return retain(yes);
    }
    if (!removes) {
      return new Remove();
    }
    if (answer instanceof Uninstall.Unknown unknown) {
      return unchecked(unknown);
    }
    boolean isAdmitted =
        limit.isOff()
            || isReleased(declaration)
            || limit.isAdmitted(target)
            || (!isHeld(declaration) && !isBacklogged(declaration) && limit.admit(target));
    return isAdmitted ? new Remove() : held(target, declaration);
  }

  /** Whether a deleting declaration may leave behind what it owns: nobody can tell its target. */
  boolean mayGo(HasMetadata declaration) {
    return policy(declaration).retains() || uninstall.check(declaration) instanceof Uninstall.Yes;
  }

  /** Writes an Event about a declaration that leaves something behind. */
  void report(Cluster cluster, HasMetadata declaration, Retain retain) {
    if (!retain.note().isEmpty()
        && status(declaration).filter(Ending::leavesSomething).isPresent()) {
      cluster.event(declaration, retain.type(), RETAINED, retain.note());
    }
  }

  private EffectiveDeletionPolicy policy(HasMetadata declaration) {
    return EffectiveDeletionPolicy.of(declaration, namespace(declaration), settings.policy());
  }

  private Optional<Namespace> namespace(HasMetadata declaration) {
    return namespaces.find(declaration.getMetadata().getNamespace());
  }

  private static Retain retain(EffectiveDeletionPolicy policy) {
    return policy.isValid()
        ? new Retain(
            EventType.Normal,
            "Nothing was removed in Azure when it was deleted, because its deletion policy is"
                + " Retain (%s).".formatted(policy.source()))
        : new Retain(
            EventType.Warning,
            ("Nothing was removed in Azure when it was deleted: %s is neither Remove nor Retain"
                    + " and counts as Retain. Correct the annotation.")
                .formatted(policy.source()));
  }

  private static Retain retain(Uninstall.Yes uninstalled) {
    return new Retain(
        EventType.Warning,
        ("Nothing was removed in Azure when it was deleted: %s, and uninstalling the operator"
                + " removes no identities.")
            .formatted(uninstalled.evidence()));
  }

  private static Hold unchecked(Uninstall.Unknown unknown) {
    String message =
        ("Nothing is removed in Azure before the API server answers whether the operator is being"
                + " uninstalled. It needs the verb get on its CustomResourceDefinitions and on its"
                + " namespace, as in deploy/operator-role.yaml. The API server says: %s")
            .formatted(unknown.problem());
    return new Hold(Judgement.waiting(Reason.DeletionCheckFailed, message), message);
  }

  /**
   * Whether it was held before: it stays held until a person releases it. Otherwise a restart, or
   * time alone, would let an accident go on.
   */
  private static boolean isHeld(HasMetadata declaration) {
    return status(declaration)
        .flatMap(Reporter::ready)
        .filter(ready -> ready.getReason().equals(Reason.RemovalHeld.name()))
        .isPresent();
  }

  /**
   * Whether it was deleted before this process worked, and too many were: how many of them the one
   * before has removed is not known.
   */
  private boolean isBacklogged(HasMetadata declaration) {
    return isBeforeBegin(declaration)
        && (waiting().anyMatch(DeletionGate::isHeld)
            || targets(waiting().filter(this::isBeforeBegin)) > limit.max());
  }

  private boolean isBeforeBegin(HasMetadata declaration) {
    return deletedAt(declaration).isBefore(begun);
  }

  /** The deleting declarations from which something is to be removed once they are released. */
  private Stream<HasMetadata> waiting() {
    return deleting
        .get()
        .filter(one -> status(one).filter(Ending::leavesSomething).isPresent())
        .filter(one -> !policy(one).retains() && !isReleased(one));
  }

  /** Of how many targets these are; two declarations of one target count once. */
  private static long targets(Stream<HasMetadata> declarations) {
    return declarations.map(DeletionGate::recordedTarget).distinct().count();
  }

  private static String recordedTarget(HasMetadata declaration) {
    String id =
        declaration instanceof UserAssignedIdentity identity
            ? identity.getStatus().id
            : ((IdentityDeclaration<?>) declaration).getStatus().targetId;
    return id == null ? declaration.getMetadata().getUid() : ArmId.fold(id);
  }

  private static Optional<Status> status(HasMetadata declaration) {
    return Optional.ofNullable(
        declaration instanceof UserAssignedIdentity identity
            ? identity.getStatus()
            : ((IdentityDeclaration<?>) declaration).getStatus());
  }

  private static Instant deletedAt(HasMetadata declaration) {
    return Instant.parse(declaration.getMetadata().getDeletionTimestamp());
  }

  private boolean isReleased(HasMetadata declaration) {
    return annotation(declaration).filter("true"::equals).isPresent()
        || isReleasedBy(namespace(declaration), declaration)
        || isReleasedBy(operatorNamespace(), declaration);
  }

  private Optional<Namespace> operatorNamespace() {
    return Optional.ofNullable(operatorNamespace).flatMap(namespaces::find);
  }

  /** A time, and not for good: what is deleted later is another decision. */
  private static boolean isReleasedBy(Optional<Namespace> namespace, HasMetadata declaration) {
    return namespace
        .flatMap(DeletionGate::annotation)
        .flatMap(DeletionGate::time)
        .filter(until -> !deletedAt(declaration).isAfter(until))
        .isPresent();
  }

  private static Optional<String> annotation(HasMetadata object) {
    Map<String, String> annotations = object.getMetadata().getAnnotations();
    return Optional.ofNullable(annotations).map(all -> all.get(Api.RELEASE_REMOVALS));
  }

  private static Optional<Instant> time(String value) {
    try {
      return Optional.of(Instant.parse(value));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private Hold held(ArmId target, HasMetadata declaration) {
    String kind = declaration.getKind().toLowerCase(Locale.ROOT);
    String name = declaration.getMetadata().getName();
    String namespace = declaration.getMetadata().getNamespace();
    String object = "kubectl annotate %s %s -n %s ".formatted(kind, name, namespace);
    String release = object + Api.RELEASE_REMOVALS + "=true";
    String ofNamespace = releaseCommand(namespace);
    String message =
        ("Nothing is removed from %s yet: deletions may remove from %d targets within %d minutes"
                + " (--max-removals), and this is one more. To remove: %s . For everything deleted"
                + " in this namespace until now: %s . For the whole cluster: %s . To keep what is"
                + " assigned: %s%s=Retain%s")
            .formatted(
                target,
                limit.max(),
                DeletionSettings.WINDOW.toMinutes(),
                release,
                ofNamespace,
                operatorNamespace == null
                    ? "restart the operator with --max-removals=0"
                    : releaseCommand(operatorNamespace),
                object,
                Api.DELETION_POLICY,
                mistakes(declaration));
    String note =
        ("Deletions that would remove something from %d targets are held, this one among them:"
                + " --max-removals is %d. To remove: %s . For all in this namespace: %s . Or keep"
                + " what is assigned: %s%s=Retain")
            .formatted(
                targets(waiting()), limit.max(), release, ofNamespace, object, Api.DELETION_POLICY);
    return new Hold(Judgement.stalled(Reason.RemovalHeld, message), note);
  }

  private static String releaseCommand(String namespace) {
    return "kubectl annotate namespace %s --overwrite %s=$(date -u +%%Y-%%m-%%dT%%H:%%M:%%SZ)"
        .formatted(namespace, Api.RELEASE_REMOVALS);
  }

  /** Values of the annotation that release nothing. */
  private String mistakes(HasMetadata declaration) {
    StringBuilder mistakes = new StringBuilder();
    annotation(declaration)
        .ifPresent(
            value ->
                mistakes.append(
                    " . The annotation %s=%s releases nothing: on a declaration its value is true."
                        .formatted(Api.RELEASE_REMOVALS, value)));
    Stream.of(namespace(declaration), operatorNamespace())
        .flatMap(Optional::stream)
        .distinct()
        .forEach(
            it ->
                annotation(it)
                    .filter(value -> time(value).isEmpty())
                    .ifPresent(
                        value ->
                            mistakes.append(
                                (" . The annotation %s=%s of namespace %s releases nothing: its"
                                        + " value is a time such as 2026-01-31T12:00:00Z.")
                                    .formatted(
                                        Api.RELEASE_REMOVALS, value, it.getMetadata().getName()))));
    return mistakes.toString();
  }
}
