package dev.managedidentity.operator;

import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.Mode;
import dev.managedidentity.api.Status;
import dev.managedidentity.api.UserAssigned;
import dev.managedidentity.api.UserAssignedIdentity;
import dev.managedidentity.plan.ArmId;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The cluster as the informers show it, with what this process has written since. */
final class KubernetesCluster implements Cluster {
  private static final Logger log = LoggerFactory.getLogger(KubernetesCluster.class);

  private final KubernetesClient client;
  private final StatusWriter writer;
  private final EventWriter events;
  private final ConfigMaps configMaps;
  private final DefaultSubscription.Lookup subscriptions;
  private final RecordProofs proofs;

  /** The declarations of targets. A target is of one kind, so only one of them knows of it. */
  private final Map<TargetKind, InformedKind<? extends IdentityDeclaration<?>>> targets =
      new ConcurrentHashMap<>();

  private volatile InformedKind<UserAssignedIdentity> identities;

  /** By uid, the newest state this process was answered with, until the informer has it too. */
  private final Map<String, HasMetadata> written = new ConcurrentHashMap<>();

  KubernetesCluster(
      KubernetesClient client,
      StatusWriter writer,
      DefaultSubscription.Lookup subscriptions,
      RecordProofs proofs) {
    this.client = client;
    this.writer = writer;
    this.events = new EventWriter(client);
    this.configMaps = new ConfigMaps(client);
    this.subscriptions = subscriptions;
    this.proofs = proofs;
  }

  /**
   * Takes the informer's cache of declarations of one kind of target into use; called once a kind,
   * before anything is looked up.
   */
  <R extends IdentityDeclaration<?>> SimpleInboundEventSource<R> watchTargets(
      TargetKind kind, IndexerResourceCache<R> primary) {
    InformedKind<R> informed = new InformedKind<>(primary, Mentions::in, proofs);
    targets.put(kind, informed);
    return informed.wake();
  }

  /** The same for identities; called once, before anything is looked up. */
  SimpleInboundEventSource<UserAssignedIdentity> watchIdentities(
      IndexerResourceCache<UserAssignedIdentity> primary) {
    identities = new InformedKind<>(primary, unused -> List.of(), proofs);
    return identities.wake();
  }

  /**
   * Whether an object is about another target as soon as its credential says another subscription.
   */
  boolean followsDefault(HasMetadata resource) {
    return Targets.followsDefault(resource, proofs);
  }

  /**
   * The target of an object.
   *
   * @throws IllegalArgumentException with the field and the remedy, if it names none
   */
  ArmId target(HasMetadata resource) {
    return Targets.of(resource, subscriptions, proofs);
  }

  /**
   * Whether something would be left behind for ever if this object went just so, by what its status
   * proves to record.
   */
  boolean leavesSomething(HasMetadata leaving) {
    return Targets.pinned(leaving, proofs)
        .filter(target -> Ending.leavesSomething(ProvenStatus.of(leaving, target, proofs)))
        .isPresent();
  }

  @Override
  public List<Declared> declarations(ArmId target) {
    return targets.get(TargetKind.of(target)).about(target).stream()
        .map(this::newest)
        .filter(resource -> isAbout(resource, target))
        .map(resource -> Declarations.read(resource, target, this::reference, proofs))
        .toList();
  }

  @Override
  public List<HasMetadata> objects(ArmId target) {
    InformedKind<? extends HasMetadata> kind =
        target.isA(ArmId.USER_ASSIGNED_IDENTITY) ? identities : targets.get(TargetKind.of(target));
    List<HasMetadata> objects = new ArrayList<>();
    for (HasMetadata cached : kind.about(target)) {
      if (isAbout(cached, target)) {
        objects.add(newest(cached));
      }
    }
    return objects;
  }

  @Override
  public List<HasMetadata> deciding(ArmId target) {
    List<HasMetadata> deciding = new ArrayList<>();
    for (IdentityDeclaration<?> cached : targets.get(TargetKind.of(target)).about(target)) {
      IdentityDeclaration<?> declaration = newest(cached);
      deciding.add(declaration);
      String namespace = declaration.getMetadata().getNamespace();
      names(declaration)
          .flatMap(name -> identities.named(namespace, name).stream())
          .forEach(identity -> deciding.add(newest(identity)));
    }
    return deciding;
  }

  /** By which it names identities; none where its spec cannot be read. */
  private static Stream<String> names(IdentityDeclaration<?> declaration) {
    List<UserAssigned> entries = declaration.getSpec().userAssigned;
    return entries == null
        ? Stream.empty()
        : entries.stream()
            .filter(Objects::nonNull)
            .map(entry -> entry.name)
            .filter(Objects::nonNull);
  }

  /** All objects of ours; not to be asked for before the informers run. */
  Stream<CustomResource<?, ? extends Status>> all() {
    return Stream.concat(
        targets.values().stream().flatMap(InformedKind::all),
        Stream.ofNullable(identities).flatMap(InformedKind::all));
  }

  /**
   * What the objects in some namespaces are about; not to be asked for before the informers run.
   */
  Set<ArmId> targetsOf(Predicate<String> isInNamespace) {
    Set<ArmId> about = new TreeSet<>();
    all()
        .filter(object -> isInNamespace.test(object.getMetadata().getNamespace()))
        .forEach(
            object -> {
              try {
                about.add(target(object));
              } catch (IllegalArgumentException e) {
                log.debug("{} names no target", Declarations.key(object));
              }
            });
    return about;
  }

  @Override
  public boolean isDeclared(ArmId target) {
    return !targets.get(TargetKind.of(target)).about(target).isEmpty();
  }

  private boolean isAbout(HasMetadata resource, ArmId target) {
    return targetIfNamed(resource).filter(target::equals).isPresent();
  }

  /** The target of an object; empty if it names none. */
  Optional<ArmId> targetIfNamed(HasMetadata resource) {
    try {
      return Optional.of(target(resource));
    } catch (IllegalArgumentException e) {
      log.debug("{} names no target (any more)", Declarations.key(resource));
      return Optional.empty();
    }
  }

  private Optional<Reference> reference(String namespace, String name) {
    return identities
        .named(namespace, name)
        .map(this::newest)
        .map(resource -> Reference.to(resource, subscriptions, proofs));
  }

  @Override
  public List<DeclaredIdentity> identities(ArmId identity) {
    return identities.about(identity).stream()
        .map(this::newest)
        .filter(resource -> isAbout(resource, identity))
        .map(resource -> DeclaredIdentity.read(resource, identity, proofs))
        .toList();
  }

  @Override
  public List<String> declarers(DeclaredIdentity identity) {
    return mentioning(identity.resource(), identity.id())
        .filter(one -> one.getSpec().mode != Mode.Observe)
        .map(one -> one.getKind() + " " + Declarations.key(one))
        .distinct()
        .sorted()
        .toList();
  }

  /** The targets that are declared to have an identity by the name of this object. */
  Set<ArmId> targetsNaming(UserAssignedIdentity identity) {
    Set<ArmId> naming = new TreeSet<>();
    mentioning(Mentions.ofName(identity.getMetadata().getNamespace(), name(identity)))
        .forEach(
            declaration -> {
              try {
                naming.add(target(declaration));
              } catch (IllegalArgumentException e) {
                log.debug("{} names no target", Declarations.key(declaration));
              }
            });
    return naming;
  }

  /** The identities that a declaration says its target must have. */
  Set<ArmId> identitiesIn(IdentityDeclaration<?> declaration) {
    Set<ArmId> mentioned = new TreeSet<>();
    declaration.getSpec().userAssigned.stream()
        .flatMap(entry -> Declarations.id(declaration, entry, this::reference).stream())
        .forEach(mentioned::add);
    return mentioned;
  }

  private Stream<IdentityDeclaration<?>> mentioning(UserAssignedIdentity resource, ArmId id) {
    return Stream.concat(
        mentioning(Mentions.of(id)),
        mentioning(Mentions.ofName(resource.getMetadata().getNamespace(), name(resource))));
  }

  private Stream<IdentityDeclaration<?>> mentioning(String words) {
    return targets.values().stream().flatMap(kind -> kind.mentioning(words).stream());
  }

  private static String name(HasMetadata resource) {
    return resource.getMetadata().getName();
  }

  /** What is owned must be read from the last status written, which the informer may not have. */
  private <R extends HasMetadata> R newest(R cached) {
    String uid = cached.getMetadata().getUid();
    HasMetadata ours = written.get(uid);
    if (ours == null) {
      return cached;
    }
    if (version(ours) > version(cached)) {
      @SuppressWarnings("unchecked") // A uid is of one kind.
      R newer = (R) ours;
      return newer;
    }
    written.remove(uid, ours);
    return cached;
  }

  /** Resource versions of one kind are ordered numbers, by the API conventions since 1.34. */
  private static long version(HasMetadata resource) {
    return Long.parseLong(resource.getMetadata().getResourceVersion());
  }

  @Override
  public void writeStatus(HasMetadata fresh) {
    try {
      written.put(fresh.getMetadata().getUid(), writer.write(client, fresh));
    } catch (KubernetesClientException e) {
      if (isRefusal(e.getCode())) {
        throw StatusRefused.because(e);
      }
      throw e.getCode() == HttpURLConnection.HTTP_NOT_FOUND ? StatusRefused.gone(e) : e;
    }
  }

  /** Of this object: an API server that is away, or asks to slow down, refuses those of all. */
  private static boolean isRefusal(int code) {
    return code >= 400
        && code < 500
        && code != HttpURLConnection.HTTP_NOT_FOUND
        && code != HttpURLConnection.HTTP_CLIENT_TIMEOUT
        && code != 401
        && code != 429;
  }

  @Override
  public Stream<HasMetadata> deleting() {
    return all()
        .filter(HasMetadata::isMarkedForDeletion)
        .filter(resource -> !isReleased(resource))
        .map(this::newest);
  }

  @Override
  public void release(HasMetadata leaving) {
    written.remove(leaving.getMetadata().getUid());
    informed(leaving).release(leaving);
  }

  boolean isReleased(HasMetadata leaving) {
    return informed(leaving).isReleased(leaving);
  }

  private InformedKind<?> informed(HasMetadata resource) {
    TargetKind kind = TargetKind.ofDeclarations(resource.getKind());
    return kind == TargetKind.USER_ASSIGNED_IDENTITY ? identities : targets.get(kind);
  }

  @Override
  public void event(HasMetadata about, EventType type, String reason, String message) {
    events.write(about, type, reason, message);
  }

  @Override
  public Optional<Obstacle> publish(
      UserAssignedIdentity owner, String configMap, Map<String, String> data) {
    return configMaps.publish(owner, configMap, data);
  }

  @Override
  public Optional<Obstacle> unpublish(UserAssignedIdentity owner, String configMap) {
    return configMaps.unpublish(owner, configMap);
  }
}
