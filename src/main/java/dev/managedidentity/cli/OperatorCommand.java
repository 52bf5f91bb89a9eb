package dev.managedidentity.cli;

import dev.managedidentity.azure.Connections;
import dev.managedidentity.operator.AccessSettings;
import dev.managedidentity.operator.IdentityOperator;
import dev.managedidentity.operator.LeanClient;
import dev.managedidentity.operator.OperatorSettings;
import dev.managedidentity.operator.ResourceGraph;
import dev.managedidentity.operator.StatusWriter;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the loop in a cluster until the process is told to end. */
@Command(
    name = "operator",
    description =
        "Keeps the identities of scale sets and machines as the declarations in a cluster say.",
    mixinStandardHelpOptions = true)
final class OperatorCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(OperatorCommand.class);

  /** After a signal to stop; well below the 30 s after which a pod is killed. */
  private static final Duration LONGEST_STOP = Duration.ofSeconds(20);

  @Mixin private AzureOptions azure;

  @Option(
      names = "--sync-period",
      paramLabel = "DURATION",
      defaultValue = "${env:SYNC_PERIOD:-60s}",
      description =
          "How often all targets are read to find drift: by a list where there are many in one subscription.")
  private Duration syncPeriod;

  @Option(
      names = "--retry-delay",
      paramLabel = "DURATION",
      defaultValue = "${env:RETRY_DELAY:-5s}",
      description = "First wait after a failure; it doubles from there.")
  private Duration retryDelay;

  @Option(
      names = "--namespaces",
      paramLabel = "NAMESPACE",
      split = ",",
      defaultValue = "${env:NAMESPACES}",
      description = "Namespaces to watch, separated by commas; all of them if left out.")
  private Set<String> namespaces = new TreeSet<>();

  @Option(
      names = "--selector",
      paramLabel = "LABELS",
      defaultValue = "${env:SELECTOR}",
      description = "Labels of the objects to watch, such as shard=a; all of them if left out.")
  private String selector;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "${env:WORKERS:-8}",
      description = "How many targets are worked on at once.")
  private int workers;

  @Option(
      names = "--probe-port",
      paramLabel = "PORT",
      defaultValue = "${env:PROBE_PORT:-8081}",
      description = "Port of /livez, /readyz and /metrics; 0 for any free one.")
  private int probePort;

  // With a value: a bare switch turns off what the environment has turned on.
  @Option(
      names = "--activity-log",
      paramLabel = "BOOLEAN",
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "${env:ACTIVITY_LOG:-false}",
      description =
          "Whether to ask Azure's activity log, minutes later, who may have caused drift.")
  private boolean activityLog;

  @Option(
      names = "--preflight",
      paramLabel = "BOOLEAN",
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "${env:PREFLIGHT:-false}",
      description =
          "Reads the operator's rights before the first change of a target; what they do not allow"
              + " is not tried.")
  private boolean preflight;

  @Option(
      names = "--resource-graph",
      paramLabel = "WHEN",
      defaultValue = "${env:RESOURCE_GRAPH:-auto}",
      description =
          "When Azure's Resource Graph answers lists: auto for where it is needed, on, or off.")
  private ResourceGraph resourceGraph;

  @Option(
      names = "--require-azure-access",
      paramLabel = "BOOLEAN",
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "${env:REQUIRE_AZURE_ACCESS:-false}",
      description = "Whether a namespace that no AzureAccess selects may do nothing in Azure.")
  private boolean requireAzureAccess;

  @Option(
      names = "--allow-config-maps",
      paramLabel = "BOOLEAN",
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "${env:ALLOW_CONFIG_MAPS:-false}",
      description =
          "Whether spec.writeTo may write ConfigMaps in a namespace that no AzureAccess selects.")
  private boolean allowConfigMaps;

  @Option(
      names = "--operator-namespace",
      paramLabel = "NAMESPACE",
      defaultValue = "${env:OPERATOR_NAMESPACE}",
      description =
          "Namespace the operator is installed in, with the Secret of the ownership records' key;"
              + " while it is being deleted, deletions remove nothing. The one of the pod if left"
              + " out.")
  private String operatorNamespace;

  @Mixin private ElectionOptions election;

  @Mixin private DeletionOptions deletion;

  @Override
  public Integer call() throws IOException, InterruptedException {
    OperatorSettings settings = settings();
    try (KubernetesClient client = LeanClient.builder().build();
        IdentityOperator operator =
            IdentityOperator.of(
                client,
                StatusWriter.SERVER_SIDE_APPLY,
                calls -> Connections.to(azure.settings(), Clock.systemUTC(), calls),
                settings)) {
      // Before it starts, which may take long where the API server is slow.
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(operator), "stop"));
      operator.begin(client, settings);
      log.info(
          "{}; probes on port {}",
          election.election() == null ? "watching" : "watching once it has the lease",
          operator.probePort());
      // The hook ends the loop, and the process ends with the hook: it must not wait for this
      // thread, for System.exit waits here for the hook.
      new CountDownLatch(1).await();
    }
    return 0;
  }

  /** Ends the loop in good order; the process exits when this returns, whatever still runs. */
  private static void stop(IdentityOperator operator) {
    log.info("told to stop: no call to Azure is begun any more, and running ones may end");
    Thread closing = new Thread(operator::close, "closing");
    closing.setDaemon(true);
    closing.start();
    try {
      closing.join(LONGEST_STOP.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    log.info(closing.isAlive() ? "exiting before all has ended" : "stopped");
  }

  private OperatorSettings settings() throws IOException {
    return new OperatorSettings(
            azure.subscription(), namespaces, syncPeriod, retryDelay, workers, probePort)
        .withActivityLog(activityLog)
        .withPreflight(preflight)
        .withSelector(selector)
        .withResourceGraph(resourceGraph)
        .withAccess(new AccessSettings(requireAzureAccess, allowConfigMaps))
        .withElection(election.election())
        .withOperatorNamespace(operatorNamespace)
        .withDeletion(deletion.settings());
  }
}
