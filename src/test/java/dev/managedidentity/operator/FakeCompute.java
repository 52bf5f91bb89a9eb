package dev.managedidentity.operator;

import dev.managedidentity.azure.Accepted;
import dev.managedidentity.azure.Answer;
import dev.managedidentity.azure.Compute;
import dev.managedidentity.azure.ComputeResource;
import dev.managedidentity.azure.ListQuery;
import dev.managedidentity.azure.Listed;
import dev.managedidentity.azure.Operation;
import dev.managedidentity.azure.OperationState;
import dev.managedidentity.azure.OperationState.Phase;
import dev.managedidentity.azure.Priority;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.ExtensionPlan;
import dev.managedidentity.plan.IdentityPatch;
import dev.managedidentity.plan.IdentityPatch.Entry;
import dev.managedidentity.plan.LiveExtension;
import dev.managedidentity.plan.LiveExtension.Setup;
import dev.managedidentity.plan.LiveIdentity;
import dev.managedidentity.plan.LiveIdentity.Principal;
import dev.managedidentity.plan.ManagedGroup;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** One scale set in memory, with answers that can be laid out beforehand. */
final class FakeCompute implements Compute {
  static final Duration POLL_AFTER = Duration.ofSeconds(10);

  LiveIdentity live = LiveIdentity.NONE;
  boolean flexible;

  /** What AKS manages, if it does. */
  Optional<ManagedGroup> managedGroup = Optional.empty();

  /** It does not exist: reads say so. */
  boolean isGone;

  /** Not every machine has one. */
  boolean sendsETags = true;

  String provisioningState = "Succeeded";
  int etag = 1;

  int reads;
  int patches;
  int polls;

  final Deque<Problem> readProblems = new ArrayDeque<>();
  final Deque<Problem> patchProblems = new ArrayDeque<>();
  final Deque<Problem> pollProblems = new ArrayDeque<>();
  final Deque<OperationState> operationStates = new ArrayDeque<>();

  /** Azure takes the PATCH, says all went well, and does nothing. */
  boolean lies;

  /** The PATCH takes effect and then its answer is lost. */
  boolean losesAnswers;

  /** Identities that cannot be assigned: for one of them Azure refuses a whole PATCH. */
  final Map<ArmId, Problem.Kind> bad = new TreeMap<>();

  /** Whether a refusal names a bad identity, the first of them. */
  boolean namesTheBad = true;

  Runnable beforePatch = () -> {};

  /** Runs before a change takes effect and again before it is answered. */
  Runnable step = () -> {};

  /** Whom a new reference to an identity is to. */
  Function<ArmId, Principal> principals = unused -> new Principal("client", "principal");

  private int systemPrincipals;

  /** All PATCHes that were sent, in their order. */
  final List<IdentityPatch> sent = new ArrayList<>();

  final List<LiveExtension> extensions = new ArrayList<>();
  final Deque<Problem> extensionProblems = new ArrayDeque<>();

  /** The calls for extensions, such as "put Name 50342" or "remove Name". */
  final List<String> extensionCalls = new ArrayList<>();

  boolean upgradesByHand;

  static Problem problem(Problem.Kind kind) {
    return new Problem(kind, kind.name(), "said the fake", Optional.empty(), Set.of());
  }

  static Problem problem(Problem.Kind kind, Duration retryAfter) {
    return new Problem(kind, kind.name(), "said the fake", Optional.of(retryAfter), Set.of());
  }

  static OperationState state(Phase phase) {
    boolean failed = phase == Phase.FAILED;
    return new OperationState(
        phase, POLL_AFTER, failed ? "InternalError" : null, failed ? "it broke" : null);
  }

  /** There is no list of one target: that is for {@link ListingsTest}. */
  @Override
  public Answer<Listed> list(ListQuery query) {
    throw new AssertionError("of one target nobody needs a list");
  }

  @Override
  public int room(ListQuery query) {
    throw new AssertionError("of one target nobody needs a list");
  }

  /** Azure's limits, if they leave no room for the next change just now. */
  final Deque<Problem> turns = new ArrayDeque<>();

  @Override
  public Optional<Problem> turnToPatch(ArmId target) {
    return Optional.ofNullable(turns.poll());
  }

  /** Run once, with the next read. */
  Runnable onRead = () -> {};

  @Override
  public Answer<ComputeResource> read(ArmId id, Priority priority) {
    reads++;
    Runnable once = onRead;
    onRead = () -> {};
    once.run();
    if (isGone && readProblems.isEmpty()) {
      return Answer.not(problem(Problem.Kind.NOT_FOUND));
    }
    return readProblems.isEmpty()
        ? Answer.of(
            new ComputeResource(
                id,
                etag(),
                "westeurope",
                flexible,
                provisioningState,
                shown(),
                List.copyOf(extensions),
                upgradesByHand,
                managedGroup))
        : Answer.not(readProblems.poll());
  }

  @Override
  public Answer<Accepted> patch(ArmId id, IdentityPatch patch, String ifMatch) {
    patches++;
    sent.add(patch);
    beforePatch.run();
    step.run();
    if (!patchProblems.isEmpty()) {
      return Answer.not(patchProblems.poll());
    }
    if (!Objects.equals(ifMatch, etag())) {
      return Answer.not(problem(Problem.Kind.CHANGED));
    }
    Optional<Problem> refusal = refusal(patch);
    if (refusal.isPresent()) {
      return Answer.not(refusal.get());
    }
    if (!lies) {
      apply(patch);
    }
    etag++;
    Optional<String> principal = Optional.ofNullable(live.principalId());
    step.run();
    return accepted(principal);
  }

  private Answer<Accepted> accepted(Optional<String> principal) {
    Optional<Operation> operation = Optional.of(new Operation("https://azure/op"));
    return losesAnswers
        ? Answer.not(problem(Problem.Kind.UNAVAILABLE))
        : Answer.of(new Accepted(operation, POLL_AFTER, principal));
  }

  private Optional<Problem> refusal(IdentityPatch patch) {
    return patch.userAssigned().entrySet().stream()
        .filter(entry -> entry.getValue() == Entry.ASSIGN && bad.containsKey(entry.getKey()))
        .map(Map.Entry::getKey)
        .findFirst()
        .map(
            id ->
                new Problem(
                    bad.get(id),
                    bad.get(id) == Problem.Kind.DENIED ? "LinkedAuthorizationFailed" : "Refused",
                    "said the fake",
                    Optional.empty(),
                    namesTheBad ? Set.of(id) : Set.of()));
  }

  private String etag() {
    return sendsETags ? "\"" + etag + "\"" : null;
  }

  /** What another client does behind the operator's back. */
  void othersPatch(IdentityPatch patch) {
    apply(patch);
    etag++;
  }

  /** An identity was deleted and made again: Azure keeps the reference to the former one. */
  void leaveStale(ArmId id) {
    Map<ArmId, Principal> users = new TreeMap<>(live.userAssigned());
    users.computeIfPresent(id, (unused, former) -> Principal.UNKNOWN);
    live = new LiveIdentity(live.systemAssigned(), live.principalId(), live.tenantId(), users);
  }

  /** What a reader sees: a Flexible scale set never shows whom a reference is to. */
  private LiveIdentity shown() {
    Map<ArmId, Principal> users = new TreeMap<>(live.userAssigned());
    users.replaceAll((id, principal) -> flexible ? Principal.UNKNOWN : principal);
    return new LiveIdentity(live.systemAssigned(), live.principalId(), live.tenantId(), users);
  }

  private void apply(IdentityPatch patch) {
    Map<ArmId, Principal> users = new TreeMap<>();
    if (patch.type().hasUserAssigned()) {
      users.putAll(live.userAssigned());
      patch.userAssigned().entrySet().stream()
          .filter(entry -> entry.getValue() == Entry.REMOVE)
          .forEach(entry -> users.remove(entry.getKey()));
      // {} never heals a stale entry.
      patch.userAssigned().entrySet().stream()
          .filter(entry -> entry.getValue() == Entry.ASSIGN)
          .forEach(entry -> users.putIfAbsent(entry.getKey(), principals.apply(entry.getKey())));
    }
    boolean system = patch.type().text().startsWith("SystemAssigned");
    systemPrincipals += system && !live.systemAssigned() ? 1 : 0;
    live =
        new LiveIdentity(
            system, system ? "p" + systemPrincipals : null, system ? "t" : null, users);
  }

  @Override
  public Answer<Accepted> putExtension(ComputeResource target, ExtensionPlan.Change extension) {
    return extension(
        "put " + extension.name() + " " + extension.port(),
        () -> {
          extensions.removeIf(one -> one.name().equals(extension.name()));
          extensions.add(
              new LiveExtension(extension.name(), extension.os(), extension.port(), Setup.DONE));
        });
  }

  @Override
  public Answer<Accepted> removeExtension(ComputeResource target, ExtensionPlan.Change extension) {
    return extension(
        "remove " + extension.name(),
        () -> extensions.removeIf(one -> one.name().equals(extension.name())));
  }

  private Answer<Accepted> extension(String call, Runnable effect) {
    extensionCalls.add(call);
    step.run();
    if (!extensionProblems.isEmpty()) {
      return Answer.not(extensionProblems.poll());
    }
    if (!lies) {
      effect.run();
    }
    step.run();
    return accepted(Optional.empty());
  }

  @Override
  public Answer<OperationState> poll(Operation operation) {
    polls++;
    if (!pollProblems.isEmpty()) {
      return Answer.not(pollProblems.poll());
    }
    return Answer.of(operationStates.isEmpty() ? state(Phase.SUCCEEDED) : operationStates.poll());
  }
}
