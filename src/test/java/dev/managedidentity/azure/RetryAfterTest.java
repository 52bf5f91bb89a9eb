package dev.managedidentity.azure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {
  @ParameterizedTest(name = "{0} is {1} s")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0                             | 0
          17                            | 17
          ' 17 '                        | 17
          1235                          | 1235
          3601                          | 3600
          999999999999999999            | 3600
          99999999999999999999999999999 | 3600
          Sun, 01 Mar 2026 12:01:00 GMT | 60
          Sun, 01 Mar 2026 11:00:00 GMT | 0
          Mon, 01 Mar 2027 12:00:00 GMT | 3600
                                        |
          ''                            |
          soon                          |
          -5                            |
          1.5                           |
          """)
  void secondsAndDatesAreReadAndCapped(String header, Integer seconds) {
    // When
    Optional<Duration> wait = RetryAfter.parse(header, Replies.NOW);

    // Then
    assertThat(wait).isEqualTo(Optional.ofNullable(seconds).map(Duration::ofSeconds));
  }

  @ParameterizedTest(name = "{0} is {1} s before a poll")
  @CsvSource({", 10", "0, 1", "1, 1", "97, 97", "300, 300", "3600, 300"})
  void pollsAreNeitherALoopNorForgotten(Integer asked, int wait) {
    // When
    Duration before = RetryAfter.beforePoll(Optional.ofNullable(asked).map(Duration::ofSeconds));

    // Then
    assertThat(before).isEqualTo(Duration.ofSeconds(wait));
  }
}
