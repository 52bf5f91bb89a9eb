package dev.managedidentity.testing;

import dev.managedidentity.operator.StatusWriter;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import io.fabric8.mockwebserver.http.Dispatcher;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A Kubernetes API in the memory of this process: it stores, lists and watches, and little more.
 *
 * <p>It gives out uid, creationTimestamp, generation and growing resource versions and honours
 * finalizers, as the operator needs. It has no server-side apply (415), no defaults, no checks and
 * no garbage collection. Status is a subresource only of kinds whose CRD was created first: without
 * it a status would count as a new generation, and every report would look like a changed spec.
 */
public final class MemoryKubernetes implements Kubernetes {
  /** A plain PUT of the status: there is one writer here, so nothing can be lost by it. */
  public static final StatusWriter STATUS_WRITER =
      (client, fresh) -> client.resource(fresh).updateStatus();

  /** It tells of every request. Held here, or else its level would be forgotten with it. */
  private static final Logger CHATTY = Logger.getLogger(MockWebServer.class.getName());

  private final KubernetesMockServer server;
  private final KubernetesClient client;

  public MemoryKubernetes() {
    this(UnaryOperator.identity());
  }

  /**
   * @param front what gets the requests first
   */
  public MemoryKubernetes(UnaryOperator<Dispatcher> front) {
    CHATTY.setLevel(Level.WARNING);
    Map<ServerRequest, Queue<ServerResponse>> canned = new HashMap<>();
    server =
        new KubernetesMockServer(
            new Context(),
            new MockWebServer(),
            canned,
            front.apply(new KubernetesMixedDispatcher(canned)),
            false);
    server.init();
    client = server.createClient(new JdkHttpClientFactory());
    for (Path crd : ApiServer.crds()) {
      client.apiextensions().v1().customResourceDefinitions().load(crd.toFile()).create();
    }
  }

  @Override
  public KubernetesClient client() {
    return client;
  }

  @Override
  public StatusWriter statusWriter() {
    return STATUS_WRITER;
  }

  @Override
  public Map<String, String> environment() {
    return Map.of(
        "KUBERNETES_MASTER",
        client.getConfiguration().getMasterUrl(),
        "KUBERNETES_AUTH_TRYKUBECONFIG",
        "false");
  }

  @Override
  public void apply(HasMetadata declaration) {
    client.resource(declaration).createOr(existing -> existing.update());
  }

  @Override
  public String words() {
    return "in memory (with KUBEBUILDER_ASSETS set: a real API server)";
  }

  @Override
  public List<String> thingsToTry(String namespace) {
    return List.of();
  }

  @Override
  public void close() {
    client.close();
    server.destroy();
  }
}
