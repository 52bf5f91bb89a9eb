package dev.managedidentity.testing;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import dev.managedidentity.operator.LeanClient;
import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A real kube-apiserver with its etcd and with our kinds, one a JVM, stopped when the JVM ends.
 *
 * <p>Its user is a {@code system:masters}. No controllers run beside it: nothing is collected as
 * garbage, and a deleted namespace never finishes terminating.
 */
public final class ApiServer {
  private static final Path SCRATCH = Path.of("target", "kube-api-test");
  private static final int START_MILLIS = 120_000;

  private static ApiServer shared;

  private final KubernetesClient client;
  private final Path kubeconfig;
  private final Optional<Path> kubectl;

  private ApiServer(KubernetesClient client, Path kubeconfig, Optional<Path> kubectl) {
    this.client = client;
    this.kubeconfig = kubeconfig;
    this.kubectl = kubectl;
  }

  /** Whether there are, or can be had, the binaries of one. */
  public static boolean isAvailable() {
    return ApiServerBinaries.configured(System.getenv());
  }

  /** The one server of this JVM, started by the first who asks. */
  public static synchronized ApiServer shared() {
    if (shared == null) {
      shared = start();
    }
    return shared;
  }

  /** A further server, for what would disturb others; it too stops when the JVM ends. */
  public static ApiServer another() {
    return start();
  }

  /** A client of the server's administrator; shared, so don't close it. */
  public KubernetesClient client() {
    return client;
  }

  /**
   * One of the kind that the operator has, with the administrator's rights; the caller's to close.
   */
  public KubernetesClient leanClient() {
    return LeanClient.builder()
        .withConfig(client.getConfiguration())
        .withHttpClientFactory(new JdkHttpClientFactory())
        .build();
  }

  /** A file by which another process reaches the server. */
  public Path kubeconfig() {
    return kubeconfig;
  }

  /** The kubectl of this machine; empty where it has none. Give it {@link #kubeconfig()}. */
  public Optional<Path> kubectl() {
    return kubectl;
  }

  /** The kubectl of this machine; without one the test is skipped, which on CI is a failure. */
  public Path needKubectl() {
    if (kubectl.isEmpty() && "true".equals(System.getenv("CI"))) {
      throw new AssertionError("No kubectl on the PATH to test with, and CI must not skip.");
    }
    return kubectl.orElseGet(() -> Assumptions.abort("No kubectl on the PATH to test with."));
  }

  /**
   * Makes a namespace that nobody else uses.
   *
   * @param prefix of its name, to tell in a failure whose it was
   */
  public String newNamespace(String prefix) {
    return client
        .namespaces()
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withGenerateName(prefix + "-")
                .endMetadata()
                .build())
        .create()
        .getMetadata()
        .getName();
  }

  private static ApiServer start() {
    ApiServerBinaries binaries = ApiServerBinaries.find(System.getenv(), SCRATCH);
    KubeAPIServer server =
        new KubeAPIServer(
            KubeAPIServerConfigBuilder.anAPIServerConfig()
                .withTestDir(binaries.folder().toString())
                .withOfflineMode(binaries.complete())
                .withWaitForEtcdHealthCheckOnStartup(true)
                .withStartupTimeout(START_MILLIS)
                .build());
    Runtime.getRuntime().addShutdownHook(new Thread(server::stop, "stop the API server"));
    server.start();
    Config config = Config.fromKubeconfig(server.getKubeConfigYaml());
    // The server answers 500 to a server-side apply of a wrong type: an answer, not an accident.
    config.setRequestRetryBackoffLimit(0);
    KubernetesClient client =
        new KubernetesClientBuilder()
            .withConfig(config)
            .withHttpClientFactory(new JdkHttpClientFactory())
            .build();
    client.namespaces().withName("default").waitUntilCondition(Objects::nonNull, 30, SECONDS);
    crds().forEach(crd -> apply(crd, client));
    return new ApiServer(client, written(server.getKubeConfigYaml()), binaries.kubectl());
  }

  /** The files of the definitions, a kind each. */
  public static List<Path> crds() {
    Path folder = Path.of("crds");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void apply(Path crd, KubernetesClient client) {
    CustomResourceDefinition applied =
        client
            .apiextensions()
            .v1()
            .customResourceDefinitions()
            .load(crd.toFile())
            .serverSideApply();
    // Discovery and the handler of the kind come only some time after the CRD is taken.
    String groupVersion =
        applied.getSpec().getGroup() + "/" + applied.getSpec().getVersions().get(0).getName();
    await()
        .atMost(30, SECONDS)
        .pollInterval(50, MILLISECONDS)
        .ignoreExceptionsInstanceOf(KubernetesClientException.class)
        .until(
            () ->
                client.getApiResources(groupVersion) != null
                    && client
                            .genericKubernetesResources(
                                CustomResourceDefinitionContext.fromCrd(applied))
                            .inAnyNamespace()
                            .list()
                        != null);
  }

  private static Path written(String kubeconfig) {
    try {
      Files.createDirectories(SCRATCH);
      // Named for the process: two runs in one checkout must not take each other's server.
      // Nor may two servers of one run.
      Path file =
          Files.createTempFile(SCRATCH, "kubeconfig-" + ProcessHandle.current().pid() + "-", "")
              .toAbsolutePath();
      return Files.writeString(file, kubeconfig);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
