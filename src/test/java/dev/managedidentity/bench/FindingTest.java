package dev.managedidentity.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.emulator.audit.RequestRecord;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FindingTest {
  private static final String LIST =
      "/subscriptions/s/providers/Microsoft.Compute/virtualMachineScaleSets";
  private static final String ONE =
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachineScaleSets/one";
  private static final String TWO = ONE.replace("/one", "/two");

  private static RequestRecord call(int second, String method, String path, int status) {
    return new RequestRecord(
        second, Instant.ofEpochSecond(second), "operator", method, path, status);
  }

  private static RequestRecord get(int second, String path) {
    return call(second, "GET", path, 200);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "49, 1", "50, 1", "51, 2", "100, 2", "1000, 20"})
  void aListHasFiftyAPage(int scaleSets, int pages) {
    assertThat(Finding.pages(scaleSets)).isEqualTo(pages);
  }

  @Test
  void asManyPagesAsAListHasShowAll() {
    // When
    List<RequestRecord> calls = List.of(get(1, LIST), get(2, LIST), get(3, LIST));

    // Then
    assertThat(Finding.allRead(calls, List.of(ONE, TWO), 2)).contains(Instant.ofEpochSecond(2));
  }

  @Test
  void eachCountsFromItsOwnReadWhereThatCameFirst() {
    // When
    List<RequestRecord> calls =
        List.of(get(1, ONE.replace("Scale", "scale")), get(4, TWO), get(5, ONE), get(9, LIST));

    // Then
    assertThat(Finding.allRead(calls, List.of(ONE, TWO), 1)).contains(Instant.ofEpochSecond(4));
    assertThat(Finding.allRead(calls, List.of(ONE, TWO + "-more"), 1))
        .contains(Instant.ofEpochSecond(9));
  }

  @Test
  void whatWasRefusedOrWrittenIsNotRead() {
    // When
    List<RequestRecord> calls =
        List.of(call(1, "GET", LIST, 429), call(2, "PATCH", ONE, 200), call(3, "GET", ONE, 404));

    // Then
    assertThat(Finding.allRead(calls, List.of(ONE), 1)).isEmpty();
  }
}
