package dev.managedidentity.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.emulator.audit.RequestRecord;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrafficTest {
  private static final String SET = "/subscriptions/s/resourceGroups/g/providers/P/sets/web";
  private static final String OPERATION = "/subscriptions/s/providers/P/locations/l/operations/1";

  private static RequestRecord request(String method, String path, int status) {
    return new RequestRecord(1, Instant.EPOCH, "operator", method, path, status);
  }

  @Test
  void countsEachCallOnceByWhatItIs() {
    // When
    Traffic traffic =
        Traffic.of(
            List.of(
                request("POST", "/tenant/oauth2/v2.0/token", 200),
                request("GET", SET, 200),
                request("GET", SET, 429),
                request("GET", OPERATION, 200),
                request("PATCH", SET, 412),
                request("PATCH", SET, 200),
                request("PUT", SET, 429),
                request("DELETE", SET, 204)));

    // Then
    assertThat(traffic).isEqualTo(new Traffic(2, 1, 2, 1, 1, 2));
    assertThat(traffic.writes()).isEqualTo(4);
    assertThat(traffic.calls()).isEqualTo(7);
    assertThat(traffic.throttledPercent()).isEqualTo(100 * 2 / 7.0);
  }

  @Test
  void ofNoCallsNoneIsThrottled() {
    assertThat(Traffic.of(List.of()).throttledPercent()).isZero();
  }
}
