package dev.managedidentity.testing;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What {@code deploy/} makes of a cluster. */
public final class Deployed {
  public static final String NAMESPACE = "managed-identity-system";
  public static final String SERVICE_ACCOUNT = "scaleset-identity";

  /** The label of a namespace in which statuses are the deployed operator's to write. */
  public static final String STATUS_POLICY = "test.managedidentity.dev/status-policy";

  private static final Path BASE = Path.of("deploy");

  private Deployed() {}

  /** Every manifest that the kustomize base lists, in its order, the files read as they are. */
  public static List<GenericKubernetesResource> manifests() throws IOException {
    return manifests(BASE.resolve("kustomization.yaml"));
  }

  private static List<GenericKubernetesResource> manifests(Path kustomization) throws IOException {
    Map<?, ?> listing = Serialization.unmarshal(Files.readString(kustomization), Map.class);
    List<GenericKubernetesResource> manifests = new ArrayList<>();
    for (Object entry : (List<?>) listing.get("resources")) {
      Path path = kustomization.resolveSibling(entry.toString());
      if (Files.isDirectory(path)) {
        manifests.addAll(manifests(path.resolve("Kustomization")));
      } else {
        manifests.addAll(read(Files.readString(path)));
      }
    }
    return manifests;
  }

  /** The documents of a YAML text. */
  public static List<GenericKubernetesResource> read(String yaml) {
    List<GenericKubernetesResource> documents = new ArrayList<>();
    for (String document : yaml.split("(?m)^---$", -1)) {
      // A document of comments only is none.
      if (document.lines().anyMatch(line -> !line.isBlank() && !line.startsWith("#"))) {
        documents.add(Serialization.unmarshal(document, GenericKubernetesResource.class));
      }
    }
    return documents;
  }

  /**
   * Applies all of it as {@code kubectl apply --server-side --validate=strict} does. Statuses are
   * kept for the operator's service account in labelled namespaces only, since other tests on the
   * same server run operators as its administrator.
   */
  public static void apply(KubernetesClient client) throws IOException {
    for (GenericKubernetesResource manifest : manifests()) {
      if (manifest.getKind().equals("ValidatingAdmissionPolicyBinding")
          && manifest.getMetadata().getName().equals("scaleset-identity-status")) {
        Map<String, Object> spec = manifest.get("spec");
        spec.put(
            "matchResources",
            Map.of("namespaceSelector", Map.of("matchLabels", Map.of(STATUS_POLICY, "true"))));
      }
      client.resource(manifest).fieldValidation(Validation.STRICT).serverSideApply();
    }
  }

  /**
   * A client with the rights of a service account and no others.
   *
   * @param administrator whose server is used
   */
  public static KubernetesClient as(
      KubernetesClient administrator, String namespace, String serviceAccount) {
    Config config =
        new ConfigBuilder(administrator.getConfiguration())
            .withImpersonateUsername("system:serviceaccount:" + namespace + ":" + serviceAccount)
            .withImpersonateGroups(
                "system:serviceaccounts",
                "system:serviceaccounts:" + namespace,
                "system:authenticated")
            .build();
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientFactory(new JdkHttpClientFactory())
        .build();
  }
}
