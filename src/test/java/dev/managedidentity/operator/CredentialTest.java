package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialTest {
  private static final Credential OWN = Credential.own(null, "s");
  private static final Credential OF_TEAM =
      new Credential("shop/team-azure", "7", OWN.subscription(), null, Optional.empty());

  @Test
  void theSecretIsNamedWithoutItsNamespace() {
    assertThat(OF_TEAM.secretName()).isEqualTo("team-azure");
    assertThat(OWN.secretName()).as("the operator's own is in no Secret").isNull();
  }

  @ParameterizedTest
  @CsvSource({"PT30S, PT30S", "PT60S, PT60S", "PT10M, PT60S"})
  void aSecretIsReadEveryPeriodHoweverLongThePauseIs(Duration pause, Duration next) {
    // Given
    Duration period = Duration.ofSeconds(60);

    // Then
    assertThat(OF_TEAM.noLaterThan(pause, period)).isEqualTo(next);
    assertThat(OWN.noLaterThan(pause, period)).isEqualTo(pause);
  }
}
