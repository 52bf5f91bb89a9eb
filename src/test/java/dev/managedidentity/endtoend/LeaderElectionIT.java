package dev.managedidentity.endtoend;

import static dev.managedidentity.endtoend.Stage.assigned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.managedidentity.operator.Election;
import dev.managedidentity.operator.IdentityOperator;
import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.Deployed;
import dev.managedidentity.testing.WithApiServer;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Several operators with one lease: one works, and the others take over from it. */
@WithApiServer
@Execution(ExecutionMode.CONCURRENT)
class LeaderElectionIT {
  private static final Duration EXPIRY = Duration.ofSeconds(20);
  private static final Election.Times TIMES =
      new Election.Times(
          EXPIRY, Duration.ofSeconds(10), Duration.ofMillis(200), Duration.ofMillis(1600));

  @TempDir Path directory;
  private final ApiServer server;
  private final Deque<IdentityOperator> operators = new ArrayDeque<>();
  private final CountDownLatch lost = new CountDownLatch(1);
  private Stage stage;
  private Instant held;

  LeaderElectionIT(ApiServer server) {
    this.server = server;
  }

  @BeforeEach
  void set() {
    stage = Stage.withoutOperator(server, directory, 0.01);
  }

  @AfterEach
  void clear() {
    operators.forEach(IdentityOperator::close);
    stage.close();
  }

  private IdentityOperator stand() {
    return stand(stage.client, turn());
  }

  private Election turn() {
    return new Election("turn", stage.namespace, TIMES);
  }

  private IdentityOperator stand(KubernetesClient client, Election election) {
    IdentityOperator operator =
        OperatorOfStage.start(
            stage.emulator,
            client,
            stage.namespace,
            settings -> settings.withElection(election),
            lost::countDown);
    operators.add(operator);
    return operator;
  }

  private Resource<Lease> lease() {
    return stage.client.leases().inNamespace(stage.namespace).withName("turn");
  }

  private String holder() {
    Lease lease = lease().get();
    return lease == null ? null : lease.getSpec().getHolderIdentity();
  }

  private static int probe(IdentityOperator operator, String path) throws Exception {
    URI uri = URI.create("http://localhost:" + operator.probePort() + "/" + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
        .statusCode();
  }

  private static String read(IdentityOperator operator, String path) throws Exception {
    URI uri = URI.create("http://localhost:" + operator.probePort() + "/" + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
        .body();
  }

  @Test
  void whoStopsInGoodOrderIsFollowedAtOnceAndNothingIsSentTwice() throws Exception {
    // Given
    String web = stage.scaleSet("web");
    String app = stage.identity("app");
    IdentityOperator first = stand();
    stage.declare("web", web, assigned(app));
    stage.awaitReady("web");
    String holder = holder();
    IdentityOperator second = stand();

    // Then
    assertThat(probe(second, "readyz")).isEqualTo(200);
    assertThat(probe(second, "livez")).isEqualTo(200);
    assertThat(read(first, "metrics")).contains("managedidentity_declarations{");
    assertThat(read(second, "metrics"))
        .as("it has read no declarations")
        .contains("managedidentity_queue_targets 0.0")
        .doesNotContain("managedidentity_declarations{");
    assertThat(holder()).isEqualTo(holder);

    // When
    operators.remove(first);
    first.close();
    long stopped = System.nanoTime();
    Stage.awaitUntil(() -> holder() != null && !holder().equals(holder));
    Duration vacant = Duration.ofNanos(System.nanoTime() - stopped);

    // Then
    assertThat(vacant)
        .as("it did not wait for the lease to expire")
        .isLessThan(EXPIRY.dividedBy(2));

    // When
    String metrics = stage.identity("metrics");
    stage.edit("web", assigned(metrics));
    stage.awaitReady("web");

    // Then
    stage.awaitUsers(web, app, metrics);
    assertThat(stage.patches()).hasSize(2);
    assertThat(lost.getCount()).as("none lost the lease: one gave it back").isOne();
  }

  @Test
  void whoWaitsTouchesNothingUntilTheLeaseHasExpired() throws Exception {
    // Given
    hold("somebody");
    String web = stage.scaleSet("web");
    String app = stage.identity("app");
    IdentityOperator waiting = stand();

    // When
    stage.declare("web", web, assigned(app));

    // Then
    assertThat(probe(waiting, "readyz")).isEqualTo(200);
    assertThat(probe(waiting, "livez")).isEqualTo(200);
    assertThat(holder()).isEqualTo("somebody");

    // When
    stage.awaitReady("web");

    // Then
    Instant elected = lease().get().getSpec().getAcquireTime().toInstant();
    // The time at which the try began: the lease was read a request later.
    assertThat(elected).isAfter(held.plus(EXPIRY).minus(TIMES.call()));
    assertThat(stage.sent(".*", ""))
        .isNotEmpty()
        .allSatisfy(request -> assertThat(request.time()).isAfter(elected));
    stage.awaitUsers(web, app);
  }

  /** As somebody would who is not heard of again. */
  private void hold(String holder) {
    held = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    ZonedDateTime now = held.atZone(ZoneOffset.UTC);
    Lease lease =
        new LeaseBuilder()
            .withNewMetadata()
            .withNamespace(stage.namespace)
            .withName("turn")
            .endMetadata()
            .withNewSpec()
            .withHolderIdentity(holder)
            .withLeaseDurationSeconds((int) EXPIRY.toSeconds())
            .withAcquireTime(now)
            .withRenewTime(now)
            .endSpec()
            .build();
    stage.client.resource(lease).forceConflicts().serverSideApply();
  }

  @Test
  void whoLosesTheLeaseIsTold() throws Exception {
    // Given
    stand();
    Stage.awaitUntil(() -> holder() != null);

    // When
    hold("somebody");

    // Then
    assertThat(lost.await(EXPIRY.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(holder()).isEqualTo("somebody");
  }

  @Test
  void whoCannotBeginGivesTheLeaseBack() throws Exception {
    // When
    operators.add(
        OperatorOfStage.start(
            stage.emulator,
            stage.client,
            stage.namespace,
            settings -> settings.withElection(turn()).withSelector("no selector"),
            lost::countDown));

    // Then
    assertThat(lost.await(3, TimeUnit.MINUTES)).isTrue();
    Stage.awaitUntil(() -> lease().get().getSpec().getLeaseDurationSeconds() < EXPIRY.toSeconds());
  }

  @Test
  void aLeaseThatWasNeverHeldIsTaken() {
    // Given
    stage
        .client
        .resource(
            new LeaseBuilder()
                .withNewMetadata()
                .withNamespace(stage.namespace)
                .withName("turn")
                .endMetadata()
                .build())
        .create();

    // When
    stand();

    // Then
    Stage.awaitUntil(() -> lease().get().getSpec() != null && holder() != null);
  }

  @Test
  void theRightsThatAreDeployedSuffice() throws Exception {
    // Given
    Deployed.apply(stage.client);
    try (KubernetesClient deployed =
        Deployed.as(stage.client, Deployed.NAMESPACE, Deployed.SERVICE_ACCOUNT)) {
      Election election = new Election("scaleset-identity", Deployed.NAMESPACE);
      String web = stage.scaleSet("web");
      String app = stage.identity("app");
      stage.declare("web", web, assigned(app));

      // When
      try (IdentityOperator operator = stand(deployed, election)) {
        stage.awaitReady("web");
        operators.remove(operator);
      }

      // Then
      stage.awaitUsers(web, app);
      assertThat(lost.getCount()).isOne();
    }
  }

  @Test
  void aLeaseThatCannotBeReadIsSaidAtOnce() throws Exception {
    // Given
    Deployed.apply(stage.client);
    stage
        .client
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withName("nobody-reads-the-key")
                .withNamespace(Deployed.NAMESPACE)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "Role", "scaleset-identity-record-key")
                .addNewSubject("", "ServiceAccount", "nobody", stage.namespace)
                .build())
        .serverSideApply();
    try (KubernetesClient nobody = Deployed.as(stage.client, stage.namespace, "nobody")) {

      // When / Then
      assertThatThrownBy(() -> stand(nobody, turn()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContainingAll(
              "The lease " + stage.namespace + "/turn cannot be read",
              "allow get, create and patch of it");
    }
  }
}
