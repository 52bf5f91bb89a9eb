package dev.managedidentity.endtoend;

import dev.managedidentity.azure.AzureSettings;
import dev.managedidentity.azure.Connections;
import dev.managedidentity.emulator.Emulator;
import dev.managedidentity.operator.AccessSettings;
import dev.managedidentity.operator.IdentityOperator;
import dev.managedidentity.operator.OperatorSettings;
import dev.managedidentity.operator.StatusWriter;
import dev.managedidentity.testing.Deployed;
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
  private static final Duration PERIOD = Duration.ofSeconds(1);

  private OperatorOfStage() {}

  private static void neverLost() {
    throw new IllegalStateException("There is no election here that it could lose.");
  }

  /**
   * @param deadline of a call to Azure: on a busy machine a short one is missed without any fault
   */
  static IdentityOperator start(
      Emulator emulator, KubernetesClient client, String namespace, Duration deadline) {
    return start(
        emulator, client, namespace, deadline, settings -> settings, OperatorOfStage::neverLost);
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
    return start(emulator, client, namespace, set, OperatorOfStage::neverLost);
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
    return start(emulator, client, namespace, Stage.LONG, share, lost);
  }

  private static IdentityOperator start(
      Emulator emulator,
      KubernetesClient client,
      String namespace,
      Duration deadline,
      UnaryOperator<OperatorSettings> set,
      Runnable lost) {
    Map<String, String> environment = emulator.environment();
    OperatorSettings settings =
        new OperatorSettings(
                environment.get("AZURE_SUBSCRIPTION_ID"),
                Set.of(namespace),
                PERIOD,
                Duration.ofMillis(200),
                4,
                0)
            .withAccess(new AccessSettings(false, true))
            .withOperatorNamespace(
                // The deployed one keeps its key where it may; an administrator's, anywhere.
                client.getConfiguration().getImpersonateUsername() == null
                    ? null
                    : Deployed.NAMESPACE);
    AzureSettings azure = settings(environment, emulator.uri(), deadline);
    try {
      return IdentityOperator.start(
          client,
          StatusWriter.SERVER_SIDE_APPLY,
          calls -> Connections.to(azure, Clock.systemUTC(), calls),
          set.apply(settings),
          lost);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static AzureSettings settings(
      Map<String, String> environment, URI endpoint, Duration deadline) {
    return new AzureSettings(
        URI.create(environment.get("AZURE_AUTHORITY_HOST")),
        endpoint,
        null,
        environment.get("AZURE_TENANT_ID"),
        environment.get("AZURE_CLIENT_ID"),
        environment.get("AZURE_CLIENT_SECRET"),
        null,
        Path.of(environment.get("SSL_CERT_FILE")),
        deadline);
  }
}
