package dev.managedidentity.storm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlowsTest {
  @ParameterizedTest
  @CsvSource({"50, 5", "4, 1", "1, 1", "0, 3", "3, 0", "2, 7", "0, 0", "7, 7"})
  void thereAreAsManyAsAskedFor(int kills, int restarts) {
    // When
    List<Blows.Blow> blows = Blows.of(kills, restarts, new Random(5));

    // Then
    Map<Blows.Kind, Integer> counts = new EnumMap<>(Blows.Kind.class);
    blows.forEach(blow -> counts.merge(blow.kind(), 1, Integer::sum));
    assertThat(count(counts, Blows.Kind.LEADER) + count(counts, Blows.Kind.STANDBY))
        .isEqualTo(kills);
    assertThat(count(counts, Blows.Kind.API_SERVER)).isEqualTo((restarts + 1) / 2);
    assertThat(count(counts, Blows.Kind.API_SERVER_AND_ETCD)).isEqualTo(restarts / 2);
    assertThat(blows).isEqualTo(Blows.of(kills, restarts, new Random(5)));
  }

  private static int count(Map<Blows.Kind, Integer> counts, Blows.Kind kind) {
    return counts.getOrDefault(kind, 0);
  }
}
