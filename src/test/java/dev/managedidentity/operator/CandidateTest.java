package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.managedidentity.testing.MemoryKubernetes;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a candidate reports of its lease. */
class CandidateTest {
  private static final Election ELECTION =
      new Election(
          "turn",
          "shop",
          new Election.Times(
              Duration.ofSeconds(60),
              Duration.ofSeconds(1),
              Duration.ofMillis(50),
              Duration.ofSeconds(9)));

  private final CountDownLatch elected = new CountDownLatch(1);
  private final CountDownLatch lost = new CountDownLatch(1);
  private MemoryKubernetes kubernetes;
  private Candidate candidate;

  @BeforeEach
  void stand() throws InterruptedException {
    kubernetes = new MemoryKubernetes();
    candidate = Candidate.stand(kubernetes.client(), ELECTION, elected::countDown, lost::countDown);
    assertThat(elected.await(60, TimeUnit.SECONDS)).isTrue();
  }

  @AfterEach
  void close() {
    candidate.close();
    kubernetes.close();
  }

  private Lease lease() {
    return kubernetes.client().leases().inNamespace("shop").withName("turn").get();
  }

  @Test
  void aLeaseThatAnotherTookIsReportedLost() throws InterruptedException {
    // When
    kubernetes
        .client()
        .leases()
        .inNamespace("shop")
        .withName("turn")
        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"holderIdentity\":\"other\"}}");

    // Then
    assertThat(lost.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(SharedLease.holder(lease())).isEqualTo("other");
  }

  @Test
  void aLeaseThatIsGivenBackIsNotLost() {
    // When
    candidate.close();

    // Then
    await().until(() -> lease().getSpec().getLeaseDurationSeconds() == 1);
    assertThat(lost.getCount()).isOne();
  }
}
