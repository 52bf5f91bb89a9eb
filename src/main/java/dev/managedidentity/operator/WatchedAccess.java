package dev.managedidentity.operator;

import dev.managedidentity.api.AzureAccess;
import dev.managedidentity.api.AzureAccessStatus;
import dev.managedidentity.plan.AccessRule;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The AzureAccess objects of the cluster as an informer shows them. */
final class WatchedAccess implements AccessPolicy {
  private static final Logger log = LoggerFactory.getLogger(WatchedAccess.class);

  private final KubernetesClient client;
  private final AccessSettings settings;
  private final Namespaces namespaces;
  private final Executor background;
  private final ClusterInformer<AzureAccess> informer;
  private final AtomicBoolean isStatusDue = new AtomicBoolean();

  /** What each object means, by uid and generation. */
  private final Map<String, AccessRule> rules = new ConcurrentHashMap<>();

  /**
   * @param background where statuses are written
   */
  WatchedAccess(
      KubernetesClient client,
      AccessSettings settings,
      Namespaces namespaces,
      Executor background) {
    this.client = client;
    this.settings = settings;
    this.namespaces = namespaces;
    this.background = background;
    this.informer =
        new ClusterInformer<>(
            client,
            AzureAccess.class,
            "azureaccesses.managedidentity.dev",
            (before, after) -> !version(before).equals(version(after)));
  }

  /** Started before the first object is reconciled. */
  ClusterInformer<AzureAccess> informer() {
    return informer;
  }

  /**
   * Registers a listener. Whenever what namespaces are allowed may have changed, it gets which of
   * them are affected, on a thread of an informer. Register before the start.
   */
  void onChange(Consumer<Predicate<String>> listener) {
    informer.addListener(
        unused -> {
          rules.keySet().retainAll(informer.all().map(WatchedAccess::version).toList());
          changed(listener, namespace -> true);
        });
    namespaces.onChange(name -> changed(listener, name::equals));
  }

  private void changed(Consumer<Predicate<String>> listener, Predicate<String> affected) {
    listener.accept(affected);
    if (isStatusDue.compareAndSet(false, true)) {
      background.execute(this::writeStatuses);
    }
  }

  private static String version(AzureAccess access) {
    ObjectMeta metadata = access.getMetadata();
    return metadata.getUid() + "/" + metadata.getGeneration();
  }

  @Override
  public List<AccessRule> rules(String namespace) {
    Map<String, String> labels =
        namespaces.find(namespace).map(WatchedAccess::labels).orElse(Map.of());
    return informer
        .all()
        .filter(access -> selects(access, namespace, labels))
        .map(access -> rules.computeIfAbsent(version(access), unused -> AccessRules.of(access)))
        .sorted(Comparator.comparing(AccessRule::name))
        .toList();
  }

  private static Map<String, String> labels(Namespace namespace) {
    return Objects.requireNonNullElse(namespace.getMetadata().getLabels(), Map.of());
  }

  private static boolean selects(AzureAccess access, String namespace, Map<String, String> labels) {
    return !access.isMarkedForDeletion()
        && NamespaceMatch.selects(access.getSpec().namespaceSelector, namespace, labels);
  }

  @Override
  public boolean isRequired() {
    return settings.isRequired();
  }

  @Override
  public boolean allowsConfigMaps() {
    return settings.allowsConfigMaps();
  }

  /** Admission goes by it: it cannot add up what two AzureAccess objects allow one namespace. */
  private void writeStatuses() {
    isStatusDue.set(false);
    List<AzureAccess> all = informer.all().toList();
    Map<String, List<String>> selected = new HashMap<>();
    Map<String, Integer> times = new HashMap<>();
    namespaces
        .all()
        .forEach(
            namespace -> {
              String name = namespace.getMetadata().getName();
              for (AzureAccess access : all) {
                if (selects(access, name, labels(namespace))) {
                  selected.computeIfAbsent(version(access), unused -> new ArrayList<>()).add(name);
                  times.merge(name, 1, Integer::sum);
                }
              }
            });
    for (AzureAccess access : all) {
      List<String> names = selected.getOrDefault(version(access), List.of());
      AzureAccessStatus status = new AzureAccessStatus();
      status.observedGeneration = access.getMetadata().getGeneration();
      status.namespaces = names.size();
      status.sharedNamespaces =
          names.stream()
              .filter(name -> times.get(name) > 1)
              .sorted()
              .limit(AzureAccessStatus.MOST_SHARED_NAMESPACES)
              .toList();
      write(access, status);
    }
  }

  private void write(AzureAccess access, AzureAccessStatus status) {
    AzureAccessStatus before = access.getStatus();
    boolean isSame =
        before != null
            && Objects.equals(before.observedGeneration, status.observedGeneration)
            && Objects.equals(before.namespaces, status.namespaces)
            && before.sharedNamespaces.equals(status.sharedNamespaces);
    if (isSame) {
      return;
    }
    AzureAccess fresh = new AzureAccess();
    fresh.setMetadata(
        new ObjectMetaBuilder()
            .withName(access.getMetadata().getName())
            .withUid(access.getMetadata().getUid())
            .build());
    fresh.setStatus(status);
    try {
      client
          .resource(fresh)
          .subresource("status")
          .patch(
              new PatchContext.Builder()
                  .withPatchType(PatchType.SERVER_SIDE_APPLY)
                  .withFieldManager(StatusWriter.FIELD_MANAGER)
                  .withForce(true)
                  .build());
    } catch (KubernetesClientException e) {
      // Nothing is decided by it here, and the next change writes it again.
      log.warn(
          "the status of AzureAccess {} cannot be written: {}",
          access.getMetadata().getName(),
          e.getMessage());
    }
  }
}
