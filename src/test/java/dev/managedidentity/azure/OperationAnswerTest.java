package dev.managedidentity.azure;

import static dev.managedidentity.azure.Replies.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.azure.OperationState.Phase;
import dev.managedidentity.azure.Problem.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OperationAnswerTest {
  @ParameterizedTest(name = "{2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          RUNNING   |                    | {"status":"InProgress"}
          RUNNING   |                    | {"status":"Updating"}
          SUCCEEDED |                    | {"status":"Succeeded"}
          SUCCEEDED |                    | {"status":"succeeded","error":null}
          PREEMPTED | OperationPreempted | {"status":"Canceled","error":{"code":"OperationPreempted","message":"m"}}
          PREEMPTED | Canceled           | {"status":"Canceled"}
          PREEMPTED | OperationPreempted | {"status":"Failed","error":{"code":"OperationPreempted","message":"m"}}
          PREEMPTED | Outer              | {"status":"Failed","error":{"code":"Outer","details":[{"code":"OperationPreempted"}]}}
          FAILED    | Odd                | {"status":"Failed","error":{"code":"Odd","message":"m"}}
          FAILED    | Failed             | {"status":"Failed"}
          """)
  void theStatusInTheBodyTells(Phase phase, String code, String body) {
    // When
    OperationState state = OperationAnswer.read(reply(200, body)).value().orElseThrow();

    // Then
    assertThat(state.phase()).isEqualTo(phase);
    assertThat(state.code()).isEqualTo(code);
    assertThat(state.message() == null).isEqualTo(code == null);
  }

  @Test
  void aRunningOperationIsAskedAgainWhenItSays() {
    // Given
    Reply reply = reply(200, "Retry-After", "97", "{\"status\":\"InProgress\"}");

    // Then
    assertThat(OperationAnswer.read(reply).value().orElseThrow().retryAfter())
        .isEqualTo(Duration.ofSeconds(97));
    assertThat(OperationAnswer.read(reply(200, reply.body())).value().orElseThrow().retryAfter())
        .isEqualTo(Duration.ofSeconds(10));
  }

  @ParameterizedTest(name = "{1} {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          UNAVAILABLE     | 200 | ''
          UNAVAILABLE     | 200 | {"status":
          UNAVAILABLE     | 200 | {}
          UNAVAILABLE     | 200 | {"status":5}
          UNAVAILABLE     | 200 | {"status":""}
          UNAVAILABLE     | 200 | ["Succeeded"]
          UNAVAILABLE     | 204 | ''
          NOT_FOUND       | 404 | ''
          NOT_FOUND       | 404 | {"error":{"code":"Odd","message":"m"}}
          UNAUTHENTICATED | 401 | ''
          THROTTLED       | 429 | ''
          UNAVAILABLE     | 500 | {"status":"Succeeded"}
          """)
  void whatIsNoStateIsAProblem(Kind kind, int status, String body) {
    // When
    Problem problem = OperationAnswer.read(reply(status, body)).problem().orElseThrow();

    // Then
    assertThat(problem.kind()).isEqualTo(kind);
  }
}
