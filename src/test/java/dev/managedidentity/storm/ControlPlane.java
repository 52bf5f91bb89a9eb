package dev.managedidentity.storm;

import dev.managedidentity.testing.ApiServerBinaries;
import io.fabric8.kubeapitest.cert.CertManager;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A kube-apiserver and its etcd that can be killed and started again: with the data, the ports and
 * the keys of before, as on a node that comes back.
 */
final class ControlPlane implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Below the ports that systems give to connections, one of which would take ours meanwhile. */
  private static final int FIRST_PORT = 20_000;

  private static final int PORTS = 10_000;

  private final ApiServerBinaries binaries;
  private final Path directory;
  private final CertManager certificates;
  private final int etcdPort = freePort();
  private final int peerPort = freePort();
  private final int port = freePort();
  private final KubernetesClient administrator;
  private Process etcd;
  private Process apiServer;

  private ControlPlane(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory.toAbsolutePath());
    this.binaries = ApiServerBinaries.installed(directory);
    this.certificates = new CertManager(directory.toString());
    certificates.createCertificatesIfNeeded();
    this.administrator = client(10);
  }

  /** Starts both; returns when the API server is ready. */
  static ControlPlane start(Path directory) throws IOException {
    ControlPlane controlPlane = new ControlPlane(directory);
    Runtime.getRuntime().addShutdownHook(new Thread(controlPlane::killAll, "kill control plane"));
    controlPlane.restart();
    return controlPlane;
  }

  /** Kills what of it runs, etcd or not, as on a node that loses power. */
  void kill(boolean withEtcd) {
    kill(apiServer);
    if (withEtcd) {
      kill(etcd);
    }
  }

  /** Starts what does not run, and returns when the API server is ready. */
  void restart() throws IOException {
    if (etcd == null || !etcd.isAlive()) {
      etcd = process("etcd", etcdArguments());
    }
    if (apiServer == null || !apiServer.isAlive()) {
      apiServer = process("kube-apiserver", apiServerArguments());
    }
    Waiting.until("an API server that is ready", PATIENCE, this::isReady);
  }

  private boolean isReady() {
    if (!etcd.isAlive() || !apiServer.isAlive()) {
      throw new StormFailed("etcd or kube-apiserver ended; the logs in " + directory + " say why.");
    }
    try {
      return "ok".equals(administrator.raw("/readyz"));
    } catch (KubernetesClientException e) {
      return false;
    }
  }

  /** Of somebody who may do everything; tries again while the API server is away. */
  KubernetesClient administrator() {
    return administrator;
  }

  /**
   * One of the same person; the caller's to close.
   *
   * @param tries again, so often, where the API server is away
   */
  KubernetesClient client(int tries) {
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(url())
            .withCaCertFile(certificates.getAPIServerCertPath())
            .withClientCertFile(certificates.getClientCertPath())
            .withClientKeyFile(certificates.getClientKeyPath())
            .withRequestTimeout(10_000)
            .withConnectionTimeout(5_000)
            .withRequestRetryBackoffInterval(200)
            .withRequestRetryBackoffLimit(tries)
            .build();
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientFactory(new JdkHttpClientFactory())
        .build();
  }

  /** What another process needs in its environment to act as a service account. */
  Map<String, String> environment(String token) {
    return Map.of(
        "KUBERNETES_MASTER",
        url(),
        "KUBERNETES_CERTS_CA_FILE",
        certificates.getAPIServerCertPath(),
        "KUBERNETES_AUTH_TOKEN",
        token,
        "KUBERNETES_AUTH_TRYKUBECONFIG",
        "false");
  }

  private String url() {
    return "https://127.0.0.1:" + port;
  }

  private List<String> etcdArguments() {
    String clients = "http://127.0.0.1:" + etcdPort;
    String peers = "http://127.0.0.1:" + peerPort;
    return List.of(
        "--data-dir=" + directory.resolve("etcd"),
        "--listen-client-urls=" + clients,
        "--advertise-client-urls=" + clients,
        "--listen-peer-urls=" + peers,
        "--initial-advertise-peer-urls=" + peers,
        "--initial-cluster=default=" + peers);
  }

  private List<String> apiServerArguments() {
    String key = certificates.getAPIServerKeyPath();
    return List.of(
        "--cert-dir=" + directory,
        "--secure-port=" + port,
        "--etcd-servers=http://127.0.0.1:" + etcdPort,
        "--authorization-mode=RBAC",
        "--client-ca-file=" + certificates.getClientCertPath(),
        "--service-account-issuer=https://localhost",
        "--service-account-key-file=" + key,
        "--service-account-signing-key-file=" + key,
        "--service-cluster-ip-range=10.0.0.0/24",
        // Without the controllers no pod would ever get the token that it waits for.
        "--disable-admission-plugins=ServiceAccount");
  }

  private Process process(String name, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(binaries.binary(name).toString()));
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve(name + ".log").toFile()))
        .start();
  }

  private static int freePort() {
    return new Random()
        .ints(100, FIRST_PORT, FIRST_PORT + PORTS)
        .filter(ControlPlane::isFree)
        .findFirst()
        .orElseThrow(
            () -> new StormFailed("No port is free among a hundred from " + FIRST_PORT + " on."));
  }

  private static boolean isFree(int port) {
    try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return free.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private static void kill(Process process) {
    if (process != null) {
      process.destroyForcibly().onExit().join();
    }
  }

  private void killAll() {
    kill(true);
  }

  @Override
  public void close() {
    administrator.close();
    killAll();
  }
}
