package dev.managedidentity.storm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.emulator.audit.RequestRecord;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LeaseTermsTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final LeaseTerms terms = new LeaseTerms();

  LeaseTermsTest() {
    terms.note("a-1_x", START);
    terms.note("a-1_x", START);
    terms.note("b-3_y", START.plusSeconds(60));
    terms.note("a-2_z", START.plusSeconds(90));
  }

  private static RequestRecord patch(long seconds) {
    return new RequestRecord(7, START.plusSeconds(seconds), "x", "PATCH", "/subscriptions/s", 200);
  }

  @Test
  void aReplicaWritesFromItsTermOnUntilTheNextOne() {
    assertThat(terms.finding(patch(0), "a")).isEmpty();
    assertThat(terms.finding(patch(59), "a")).isEmpty();
    assertThat(terms.finding(patch(60), "b")).isEmpty();
    assertThat(terms.finding(patch(500), "a")).isEmpty();
    assertThat(terms.count()).isEqualTo(3);
  }

  @Test
  void aWriteInTheTermOfAnotherIsAFinding() {
    assertThat(terms.finding(patch(60), "a").orElseThrow())
        .isEqualTo(
            "two writers: request 7, 2026-01-01T00:01:00Z, PATCH /subscriptions/s by replica a,"
                + " while b-3_y held the lease");
    assertThat(terms.finding(patch(59), "b")).isPresent();
    assertThat(terms.finding(patch(91), "b")).isPresent();
  }

  @Test
  void aWriteBeforeTheFirstTermIsAFinding() {
    assertThat(terms.finding(patch(-1), "a").orElseThrow()).contains("while nobody held");
  }
}
