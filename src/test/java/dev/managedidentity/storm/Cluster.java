package dev.managedidentity.storm;

import dev.managedidentity.api.ConditionType;
import dev.managedidentity.api.Ensure;
import dev.managedidentity.api.IdentitySpec;
import dev.managedidentity.api.ScaleSetIdentity;
import dev.managedidentity.api.SystemAssigned;
import dev.managedidentity.api.UserAssigned;
import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.Deployed;
import dev.managedidentity.testing.Kinds;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What people do in the cluster, and what they see there. The storm's set-up is all here. */
final class Cluster {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final KubernetesClient administrator;

  Cluster(KubernetesClient administrator) {
    this.administrator = administrator;
  }

  /** The kinds, everything in {@code deploy/}, and what the fleet's namespaces may do in Azure. */
  void install(Fleet fleet) throws IOException {
    for (Path crd : ApiServer.crds()) {
      administrator
          .apiextensions()
          .v1()
          .customResourceDefinitions()
          .load(crd.toFile())
          .serverSideApply();
    }
    Waiting.until("our kinds", PATIENCE, this::areOurKindsServed);
    Deployed.apply(administrator);
    for (String namespace : Fleet.NAMESPACES) {
      createNamespace(namespace);
    }
    allow(fleet);
  }

  private boolean areOurKindsServed() {
    try {
      declarations();
      return true;
    } catch (KubernetesClientException e) {
      return false;
    }
  }

  void createNamespace(String name) {
    administrator
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .serverSideApply();
  }

  /** Where the cluster has such a kind. */
  private void allow(Fleet fleet) throws IOException {
    String group = "/subscriptions/" + fleet.subscription();
    for (Path crd : ApiServer.crds()) {
      if (Files.readString(crd).contains("kind: AzureAccess\n")) {
        GenericKubernetesResource access =
            Serialization.unmarshal(
                """
                apiVersion: managedidentity.dev/v1alpha1
                kind: AzureAccess
                metadata: {name: storm}
                spec:
                  namespaceSelector: {names: ["storm-*", "tenant-*"]}
                  credential: Any
                  allowed:
                    modes: [Observe, Additive, Authoritative]
                    targets: ["%1$s/**"]
                    identities: ["%1$s/**"]
                """
                    .formatted(group),
                GenericKubernetesResource.class);
        Waiting.until("a cluster that takes an AzureAccess", PATIENCE, () -> isTaken(access));
      }
    }
  }

  private boolean isTaken(GenericKubernetesResource manifest) {
    try {
      administrator.resource(manifest).serverSideApply();
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == 404) {
        return false; // The kind was defined a moment ago.
      }
      throw e;
    }
  }

  /** A token of the operator's service account, as its pods have one. */
  String operatorToken() {
    TokenRequest request =
        new TokenRequestBuilder().withNewSpec().withExpirationSeconds(86_400L).endSpec().build();
    return administrator
        .serviceAccounts()
        .inNamespace(Deployed.NAMESPACE)
        .withName(Deployed.SERVICE_ACCOUNT)
        .tokenRequest(request)
        .getStatus()
        .getToken();
  }

  void declare(Fleet fleet) {
    for (Fleet.Target target : fleet.targets()) {
      for (Fleet.Declaration one : target.declarations()) {
        declare(target.id().text(), one);
      }
    }
  }

  void declare(String target, Fleet.Declaration declared) {
    ObjectMeta metadata =
        new ObjectMetaBuilder()
            .withNamespace(declared.namespace())
            .withName(declared.name())
            .build();
    administrator
        .resource(Kinds.declaration(target, metadata, spec -> fill(spec, declared)))
        .create();
  }

  private static void fill(IdentitySpec spec, Fleet.Declaration declared) {
    if (declared.systemAssigned()) {
      spec.systemAssigned = SystemAssigned.Enabled;
    }
    declared.assigned().forEach(id -> spec.userAssigned.add(entry(id, Ensure.Assigned)));
    declared.absent().ifPresent(id -> spec.userAssigned.add(entry(id, Ensure.Absent)));
  }

  private static UserAssigned entry(String id, Ensure ensure) {
    UserAssigned entry = new UserAssigned();
    entry.id = id;
    entry.ensure = ensure;
    return entry;
  }

  /** Has a declaration name an identity more, or one less where it names it. */
  void toggle(String namespace, String name, String identity) {
    administrator
        .resources(ScaleSetIdentity.class)
        .inNamespace(namespace)
        .withName(name)
        .edit(
            there -> {
              if (!there.getSpec().userAssigned.removeIf(entry -> entry.id.equals(identity))) {
                there.getSpec().userAssigned.add(entry(identity, Ensure.Assigned));
              }
              return there;
            });
  }

  List<ScaleSetIdentity> declarations() {
    return administrator.resources(ScaleSetIdentity.class).inAnyNamespace().list().getItems();
  }

  Optional<ScaleSetIdentity> find(Fleet.Declaration declared) {
    return Optional.ofNullable(
        administrator
            .resources(ScaleSetIdentity.class)
            .inNamespace(declared.namespace())
            .withName(declared.name())
            .get());
  }

  void delete(ScaleSetIdentity declaration) {
    administrator.resource(declaration).delete();
  }

  /** The scale sets of which a status says that the owner of the identity is unknown. */
  Set<String> targetsOfUnknownOwner() {
    return declarations().stream()
        .filter(one -> one.getStatus() != null && one.getStatus().systemAssigned != null)
        .filter(one -> one.getStatus().systemAssigned.message != null)
        .map(one -> one.getSpec().scaleSet.id.toLowerCase(Locale.ROOT))
        .collect(Collectors.toSet());
  }

  KubernetesClient client() {
    return administrator;
  }

  /** What is not Ready yet, with the reasons. */
  List<String> unready() {
    return declarations().stream()
        .filter(Predicate.not(Cluster::isReady))
        .map(Cluster::words)
        .toList();
  }

  static boolean isReady(ScaleSetIdentity declaration) {
    return ready(declaration).filter(condition -> condition.getStatus().equals("True")).isPresent()
        && declaration
            .getMetadata()
            .getGeneration()
            .equals(declaration.getStatus().observedGeneration);
  }

  private static Optional<Condition> ready(ScaleSetIdentity declaration) {
    return declaration.getStatus() == null
        ? Optional.empty()
        : declaration.getStatus().conditions.stream()
            .filter(condition -> condition.getType().equals(ConditionType.Ready.name()))
            .findAny();
  }

  static String words(ScaleSetIdentity declaration) {
    return declaration.getMetadata().getNamespace()
        + "/"
        + declaration.getMetadata().getName()
        + ": "
        + ready(declaration)
            .map(one -> one.getReason() + ", " + one.getMessage())
            .orElse("no status");
  }
}
