package dev.managedidentity.azure;

import static dev.managedidentity.azure.Replies.identity;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.plan.ArmId;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {
  @ParameterizedTest(name = "…/app{0}")
  @ValueSource(strings = {"", "'", ",", ", ", ".", ". ", "\"", ")", " ", ";", "]", ":"})
  void anIdThatEndsIsNamed(String after) {
    // Given
    ArmId app = identity("app");

    // Then
    assertThat(Words.named("Resource " + app + after, List.of(app))).containsExactly(app);
    assertThat(Words.named(app.text().toUpperCase(Locale.ROOT) + after, List.of(app)))
        .containsExactly(app);
  }

  @ParameterizedTest(name = "…/app{0}")
  @ValueSource(strings = {"2", "s", "-2", "_2", "/x", ".x", "%20", "é", "~1"})
  void anIdThatGoesOnIsAnother(String after) {
    // Given
    ArmId app = identity("app");

    // Then
    assertThat(Words.named("'" + app + after + "'", List.of(app))).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"app(2)", "app 2", "app'2", "app[x]", "app$", "app+1", "app.*"})
  void ofTwoIdsTheOneThatGoesOnWithAnyCharacterIsMeant(String name) {
    // Given
    ArmId app = identity("app");
    ArmId other = identity(name);

    // Then
    assertThat(Words.named("'" + other + "' is bad", List.of(app, other))).containsExactly(other);
    assertThat(Words.named("'" + other + "," + app + "'", List.of(app, other)))
        .containsExactlyInAnyOrder(app, other);
  }

  @Test
  void aLinkedSubscriptionMeansEachIdentityInIt() {
    // Given
    ArmId ours = identity("app");
    ArmId theirs = ArmId.of("F00D", "ids", ArmId.USER_ASSIGNED_IDENTITY, "app");
    ArmId another = ArmId.of("f00d", "ids", ArmId.USER_ASSIGNED_IDENTITY, "pull");
    String refusal =
        "The client has permission to perform action 'x/write' on scope '/subscriptions/%s/x',"
                .formatted(ours.subscriptionId())
            + " however the current tenant 't' is not authorized to access linked subscription '%s'.";

    // Then
    assertThat(Words.named(refusal.formatted("f00d"), List.of(ours, theirs, another)))
        .containsExactlyInAnyOrder(theirs, another);
    assertThat(Words.named(refusal.formatted("f00"), List.of(ours, theirs, another))).isEmpty();
  }

  @Test
  void wordsAreOneShortLineWithoutTokens() {
    // Given
    String token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJtZSJ9.c2lnbmF0dXJl";

    // Then
    assertThat(Words.shown(" a\r\n b\t\u0000c ")).isEqualTo("a b c");
    assertThat(Words.shown("Bearer " + token + "!")).isEqualTo("Bearer (token)!");
    assertThat(Words.shown("é".repeat(5000))).hasSize(1001).endsWith("…");
    assertThat(Words.shown("x".repeat(999) + "😀😀")).hasSize(1000).endsWith("x…");
  }
}
