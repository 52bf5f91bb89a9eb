package dev.managedidentity.operator;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * The records in a ConfigMap of the operator's own namespace, where no user of another namespace
 * can change them: one entry a namespace, its uid as the value, so that another namespace of the
 * same name starts without a record. Safe for many threads.
 */
final class CredentialConfigMap implements CredentialRecords {
  static final String NAME = "scaleset-identity-credential-records";

  /** How old what is known of it may be: all namespaces share one. */
  private static final Duration AGE = Duration.ofSeconds(10);

  private final KubernetesClient client;
  private final String operatorNamespace;
  private final Namespaces namespaces;
  private final Clock clock;
  private Map<String, String> known = Map.of();
  private Instant readAt = Instant.MIN;

  /**
   * @param operatorNamespace where the ConfigMap is
   * @param namespaces as they are now; started before the first record is asked for
   */
  CredentialConfigMap(
      KubernetesClient client, String operatorNamespace, Namespaces namespaces, Clock clock) {
    this.client = client;
    this.operatorNamespace = operatorNamespace;
    this.namespaces = namespaces;
    this.clock = clock;
  }

  @Override
  public synchronized boolean isRecorded(String namespace) {
    refresh();
    String recorded = known.get(namespace);
    // Where the namespace is not known yet, its record counts.
    return recorded != null && recorded.equals(uid(namespace, recorded));
  }

  @Override
  public synchronized void record(String namespace) {
    if (isRecorded(namespace)) {
      return;
    }
    Map<String, String> changes = new HashMap<>();
    // In a merge patch null removes an entry: those of namespaces that are gone would fill it.
    known.keySet().stream()
        .filter(other -> namespaces.find(other).isEmpty())
        .forEach(gone -> changes.put(gone, null));
    changes.put(namespace, uid(namespace, ""));
    try {
      known = entries(write(changes));
      readAt = clock.instant();
    } catch (KubernetesClientException e) {
      throw refused(e);
    }
  }

  private String uid(String namespace, String otherwise) {
    return namespaces
        .find(namespace)
        .map(Namespace::getMetadata)
        .map(metadata -> metadata.getUid())
        .orElse(otherwise);
  }

  private void refresh() {
    Instant now = clock.instant();
    if (readAt.isAfter(now.minus(AGE))) {
      return;
    }
    try {
      known = entries(named().get());
      readAt = now;
    } catch (KubernetesClientException e) {
      throw refused(e);
    }
  }

  private static Map<String, String> entries(ConfigMap there) {
    return there == null || there.getData() == null ? Map.of() : Map.copyOf(there.getData());
  }

  /** With a merge patch, so that what another replica records meanwhile is kept. */
  private ConfigMap write(Map<String, String> changes) {
    if (named().get() == null) {
      try {
        client.resource(empty()).create();
      } catch (KubernetesClientException e) {
        // Another replica was first.
        if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
          throw e;
        }
      }
    }
    String patch = client.getKubernetesSerialization().asJson(Map.of("data", changes));
    return named().patch(PatchContext.of(PatchType.JSON_MERGE), patch);
  }

  private ConfigMap empty() {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace(operatorNamespace)
        .withName(NAME)
        .addToLabels("app.kubernetes.io/managed-by", StatusWriter.FIELD_MANAGER)
        .endMetadata()
        .build();
  }

  private Resource<ConfigMap> named() {
    return client.configMaps().inNamespace(operatorNamespace).withName(NAME);
  }

  private RuntimeException refused(KubernetesClientException e) {
    return e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
        ? new Forbidden(
            ("The operator may not read or write ConfigMap %s/%s, which records the namespaces whose"
                    + " Secret is in use: let its service account get and patch the ConfigMap of this"
                    + " name, and create ConfigMaps, in this namespace (deploy/record-key-role.yaml)."
                    + " The API server says: %s")
                .formatted(operatorNamespace, NAME, e.getMessage()),
            e)
        : e;
  }
}
