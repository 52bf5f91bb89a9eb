package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the API server takes for the time of an Event. */
class EventWriterTest {
  @ParameterizedTest
  @CsvSource({
    "2026-03-01T10:00:00Z,           2026-03-01T10:00:00.000000Z",
    "2026-03-01T10:00:00.921Z,       2026-03-01T10:00:00.921000Z",
    "2026-03-01T10:00:00.921004567Z, 2026-03-01T10:00:00.921004Z"
  })
  void hasSixDigitsWhateverTheyAre(String time, String written) {
    assertThat(EventWriter.microTime(Instant.parse(time)).getTime()).isEqualTo(written);
  }
}
