package dev.managedidentity.bench;

import dev.managedidentity.azure.AzureSettings;
import dev.managedidentity.azure.Calls;
import dev.managedidentity.azure.Connections;
import dev.managedidentity.operator.IdentityOperator;
import dev.managedidentity.operator.OperatorSettings;
import dev.managedidentity.testing.MemoryKubernetes;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * What the command {@code operator} does, but for how a status is written: the Kubernetes in memory
 * has no server-side apply.
 */
public final class StandInOperator {
  private StandInOperator() {}

  /**
   * Runs until the process is ended.
   *
   * @param arguments the namespace; milliseconds of the period and of the first wait after a
   *     failure
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Map<String, String> environment = System.getenv();
    OperatorSettings settings =
        new OperatorSettings(
            environment.get("AZURE_SUBSCRIPTION_ID"),
            Set.of(arguments[0]),
            Duration.ofMillis(Long.parseLong(arguments[1])),
            Duration.ofMillis(Long.parseLong(arguments[2])),
            RunningOperator.WORKERS,
            0);
    try (KubernetesClient client = new KubernetesClientBuilder().build();
        IdentityOperator operator =
            IdentityOperator.start(
                client,
                MemoryKubernetes.STATUS_WRITER,
                calls -> azure(environment, calls),
                settings)) {
      System.out.println("watching; probes on port " + operator.probePort());
      new CountDownLatch(1).await();
    }
  }

  private static Connections azure(Map<String, String> environment, Calls calls) {
    return Connections.to(
        new AzureSettings(
            URI.create(environment.get("AZURE_AUTHORITY_HOST")),
            URI.create(environment.get("AZURE_RESOURCE_MANAGER_ENDPOINT")),
            URI.create(environment.get("AZURE_RESOURCE_MANAGER_AUDIENCE")),
            environment.get("AZURE_TENANT_ID"),
            environment.get("AZURE_CLIENT_ID"),
            environment.get("AZURE_CLIENT_SECRET"),
            null,
            Path.of(environment.get("SSL_CERT_FILE")),
            null),
        Clock.systemUTC(),
        calls);
  }
}
