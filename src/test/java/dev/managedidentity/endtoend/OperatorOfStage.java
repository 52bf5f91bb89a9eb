package dev.managedidentity.endtoend;

import dev.managedidentity.azure.AzureSettings;
import dev.managedidentity.azure.Connections;
import dev.managedidentity.emulator.Emulator;
import dev.managedidentity.operator.IdentityOperator;
import dev.managedidentity.operator.OperatorSettings;
import dev.managedidentity.operator.StatusWriter;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The operator as it runs on a stage: as in a cluster, but with short times. */
final class OperatorOfStage {
  private OperatorOfStage() {}

  static IdentityOperator start(Emulator emulator, KubernetesClient client, String namespace) {
    return start(emulator, client, namespace, settings -> settings);
  }

  /**
   * One that is set otherwise.
   *
   * @param set changes the settings that it has on every stage
   */
  static IdentityOperator start(
      Emulator emulator,
      KubernetesClient client,
      String namespace,
      UnaryOperator<OperatorSettings> set) {
    return start(
        emulator,
        client,
        namespace,
        set,
        () -> {
          throw new IllegalStateException("There is no election here that it could lose.");
        });
  }

  /**
   * One that is one of several.
   *
   * @param share of the work it has
   * @param lost run when it has lost its lease
   */
  static IdentityOperator start(
      Emulator emulator,
      KubernetesClient client,
      String namespace,
      UnaryOperator<OperatorSettings> share,
      Runnable lost) {
    Map<String, String> environment = emulator.environment();
    OperatorSettings settings =
        new OperatorSettings(
            environment.get("AZURE_SUBSCRIPTION_ID"),
            Set.of(namespace),
            Stage.PERIOD,
            Duration.ofMillis(200),
            4,
            0);
    AzureSettings azure = settings(environment, emulator.uri());
    try {
      return IdentityOperator.start(
          client,
          StatusWriter.SERVER_SIDE_APPLY,
          calls -> Connections.to(azure, Clock.systemUTC(), calls),
          share.apply(settings),
          lost);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static AzureSettings settings(Map<String, String> environment, URI endpoint) {
    return new AzureSettings(
        URI.create(environment.get("AZURE_AUTHORITY_HOST")),
        endpoint,
        null,
        environment.get("AZURE_TENANT_ID"),
        environment.get("AZURE_CLIENT_ID"),
        environment.get("AZURE_CLIENT_SECRET"),
        null,
        Path.of(environment.get("SSL_CERT_FILE")),
        Duration.ofSeconds(2));
  }
}
