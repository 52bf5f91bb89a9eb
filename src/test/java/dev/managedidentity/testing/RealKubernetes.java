package dev.managedidentity.testing;

import dev.managedidentity.operator.StatusWriter;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A real API server and its etcd, ended with this process. */
public final class RealKubernetes implements Kubernetes {
  private final ApiServer server = ApiServer.shared();

  @Override
  public KubernetesClient client() {
    return server.client();
  }

  @Override
  public StatusWriter statusWriter() {
    return StatusWriter.SERVER_SIDE_APPLY;
  }

  /** Without a kubeconfig, as in a pod: reading one loads every kind that Kubernetes has. */
  @Override
  public Map<String, String> environment() {
    Config config = client().getConfiguration();
    return Map.of(
        "KUBERNETES_MASTER", config.getMasterUrl(),
        "KUBERNETES_CERTS_CA_FILE", config.getCaCertFile(),
        "KUBERNETES_CERTS_CLIENT_FILE", config.getClientCertFile(),
        "KUBERNETES_CERTS_CLIENT_KEY_FILE", config.getClientKeyFile(),
        "KUBERNETES_AUTH_TRYKUBECONFIG", "false");
  }

  @Override
  public void apply(HasMetadata declaration) {
    client()
        .resource(declaration)
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager("kubectl")
                .build());
  }

  @Override
  public String words() {
    return "a real API server, " + client().getKubernetesVersion().getGitVersion();
  }

  @Override
  public List<String> thingsToTry(String namespace) {
    String kubectl = server.kubectl().map(Path::toString).orElse("kubectl");
    return List.of(
        "export KUBECONFIG=" + server.kubeconfig(),
        kubectl + " get ssi,vmid,uai --all-namespaces",
        kubectl + " describe ssi web -n " + namespace,
        kubectl + " get ssi web -n " + namespace + " -o yaml");
  }

  @Override
  public void close() {
    // Shared by whatever else runs in this process, and ended with it.
  }
}
