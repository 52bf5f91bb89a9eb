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
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
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
    return stand(stage.client);
  }

  private IdentityOperator stand(KubernetesClient client) {
    Election election = new Election("turn", stage.namespace, TIMES);
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
  void whoWaitsAsksNothingAndWritesNothing() throws Exception {
    // Given
    hold("somebody");
    String web = stage.scaleSet("web");
    IdentityOperator waiting = stand();

    // When
    stage.declare("web", web, assigned(stage.identity("app")));

    // Then
    assertThat(probe(waiting, "readyz")).isEqualTo(200);
    operators.remove(waiting);
    waiting.close();
    assertThat(stage.sent(".*", "")).isEmpty();
    assertThat(stage.get("web").getMetadata().getFinalizers()).isEmpty();
    assertThat(holder()).isEqualTo("somebody");
  }

  @Test
  void whoCrashedIsFollowedOnceTheLeaseHasExpired() {
    // Given
    hold("somebody");
    String web = stage.scaleSet("web");
    String app = stage.identity("app");
    stand();
    stage.declare("web", web, assigned(app));

    // When
    stage.awaitReady("web");

    // Then
    assertThat(holder()).isNotEqualTo("somebody");
    stage.awaitUsers(web, app);
  }

  /** As somebody would who is not heard of again. */
  private void hold(String holder) {
    ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
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
    stage.client.resource(lease).unlock().createOr(there -> there.update());
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
  void aLeaseThatCannotBeReadIsSaidAtOnce() {
    // Given
    try (KubernetesClient nobody = Deployed.as(stage.client, stage.namespace, "nobody")) {

      // When / Then
      assertThatThrownBy(() -> stand(nobody))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContainingAll(
              "The lease " + stage.namespace + "/turn cannot be read",
              "allow get, create and patch of it");
    }
  }
}
