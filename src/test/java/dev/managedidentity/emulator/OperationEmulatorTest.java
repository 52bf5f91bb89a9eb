package dev.managedidentity.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.managedidentity.emulator.ArmTestClient.Reply;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperationEmulatorTest extends EmulatorFixture {

  @Test
  void takesLongForTheFirstChangeAndLessForLaterOnes() {
    // Given
    String first = patchIdentity(users(add(app))).header("Azure-AsyncOperation");

    // When
    clock.advance(Duration.ofSeconds(26));
    String early = statusOf(first);
    clock.advance(Duration.ofSeconds(21));
    String late = statusOf(first);
    String second = patchIdentity(users(add(metrics))).header("Azure-AsyncOperation");
    clock.advance(Duration.ofSeconds(2));
    String soon = statusOf(second);
    clock.advance(Duration.ofSeconds(8));

    // Then
    assertThat(early).isEqualTo("InProgress");
    assertThat(late).isEqualTo("Succeeded");
    assertThat(soon).isEqualTo("InProgress");
    assertThat(statusOf(second)).isEqualTo("Succeeded");
  }

  @Test
  void scalesTimesAndRetryAfter() throws Exception {
    // Given
    start(options -> options.withTimeFactor(0.01));

    // When
    Reply patched = patchIdentity(users(add(app)));
    clock.advance(Duration.ofMillis(500));

    // Then
    assertThat(patched.header("Retry-After")).isEqualTo("1");
    assertThat(statusOf(patched.header("Azure-AsyncOperation"))).isEqualTo("Succeeded");
  }

  @Test
  void namesATimeToWaitInTheWriteAndTheFirstPollOnly() {
    // Given
    Reply patched = patchIdentity(users(add(app)));
    String operation = patched.header("Azure-AsyncOperation");

    // When
    Reply first = client.get(operation);
    Reply second = client.get(operation);
    settle();
    Reply last = client.get(operation);

    // Then
    assertThat(patched.header("Retry-After")).isEqualTo("10");
    assertThat(first.header("Retry-After")).isEqualTo("10");
    assertThat(second.header("Retry-After")).isNull();
    assertThat(last.header("Retry-After")).isNull();
    assertThat(first.body().fieldNames())
        .toIterable()
        .containsExactly("startTime", "status", "name");
    assertThat(last.body().fieldNames())
        .toIterable()
        .containsExactly("startTime", "endTime", "status", "name");
    assertThat(last.body().path("startTime").asText())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{7}\\+00:00");
  }

  @Test
  void refusesAnOperationUrlThatIsNotAsGiven() {
    // Given
    String operation = patchIdentity(users(add(app))).header("Azure-AsyncOperation");
    String path = operation.substring(0, operation.indexOf('?'));

    // When
    int rebuilt = client.get(path + "?api-version=2024-11-01").status();
    int changed = client.get(operation.replace("&c=c", "&c=d")).status();
    int shouted = client.get(operation.replace("/locations/", "/Locations/")).status();

    // Then
    assertThat(client.get(operation).status()).isEqualTo(200);
    assertThat(rebuilt).isEqualTo(400);
    assertThat(changed).isEqualTo(400);
    assertThat(shouted).isEqualTo(400);
  }

  @Test
  void endsTheOlderOfTwoWritesWhenANewerComes() {
    // Given
    String older = patchIdentity(users(add(app))).header("Azure-AsyncOperation");

    // When
    String newer = patchIdentity(users(add(metrics))).header("Azure-AsyncOperation");
    JsonNode preempted = client.get(older).body();
    settle();

    // Then
    assertThat(preempted.path("status").asText()).isEqualTo("Canceled");
    assertThat(preempted.at("/error/code").asText()).isEqualTo("OperationPreempted");
    assertThat(statusOf(newer)).isEqualTo("Succeeded");
    JsonNode entries = client.get(web).body().at("/identity/userAssignedIdentities");
    assertThat(entries.path(app)).hasSize(2);
    assertThat(entries.path(metrics)).hasSize(2);
  }

  @Test
  void refusesTheNewerOfTwoWritesOnAMachine() {
    // Given
    String machine = emulator.azure().putVirtualMachine("shop", "till", null);
    client.patch(machine, "{\"identity\":{\"type\":\"SystemAssigned\"}}");

    // When
    Reply second = client.patch(machine, "{\"identity\":{\"type\":\"None\"}}");
    settle();
    Reply third = client.patch(machine, "{\"identity\":{\"type\":\"None\"}}");

    // Then
    assertThat(second.status()).isEqualTo(409);
    assertThat(second.error()).isEqualTo("Conflict");
    assertThat(third.status()).isEqualTo(200);
  }

  @Test
  void stepsTheEtagWhenAWriteIsTakenAndWhenItEnds() {
    // Given
    String before = client.get(web).header("ETag");

    // When
    Reply patched = patchIdentity(users(add(app)));
    settle();
    Reply read = client.get(web);

    // Then
    assertThat(before).isEqualTo("\"1\"");
    assertThat(patched.header("ETag")).isEqualTo("\"2\"");
    assertThat(patched.body().path("etag").asText()).isEqualTo("\"2\"");
    assertThat(read.header("ETag")).isEqualTo("\"3\"");

    // When
    Reply same = patchIdentity(users(add(app)));
    settle();

    // Then
    assertThat(same.header("ETag")).isEqualTo("\"3\"");
    assertThat(client.get(web).header("ETag")).isEqualTo("\"3\"");
  }

  @Test
  void showsNoEtagToApiVersionsThatHadNone() {
    // When
    Reply read = client.get(web + "?api-version=2023-09-01");

    // Then
    assertThat(read.header("ETag")).isNull();
    assertThat(read.body().has("etag")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"1\"", "1", "*"})
  void takesAWriteThatNamesThePresentState(String etag) {
    // When
    Reply reply = client.call("PATCH", web, "{\"tags\":{\"a\":\"b\"}}", "If-Match", etag);

    // Then
    assertThat(reply.status()).isEqualTo(200);
  }

  @Test
  void refusesAWriteThatNamesAnotherState() {
    // When
    Reply reply = client.call("PATCH", web, "{\"tags\":{\"a\":\"b\"}}", "If-Match", "\"9\"");

    // Then
    assertThat(reply.status()).isEqualTo(412);
    assertThat(reply.http().body())
        .isEqualTo(
            "{\"error\":{\"code\":\"PreconditionFailed\",\"message\":\"Etag provided in if-match header \\\"9\\\" does not match etag \\\"1\\\" of resource.\"}}");
    assertThat(reply.header("ETag")).isNull();
    assertThat(reply.header("Retry-After")).isNull();
  }

  @Test
  void createsAndDeletesInTheirOwnTime() {
    // Given
    String path = web.replace("/web", "/new");

    // When
    Reply created = client.put(path, "{\"location\":\"westeurope\",\"x\":{\"kept\":[1,null]}}");
    settle();
    Reply read = client.get(path);
    Reply deleted = client.delete(path);
    String while1 = client.get(path).body().at("/properties/provisioningState").asText();
    int polled = client.get(deleted.header("Location")).status();
    settle();

    // Then
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.body().at("/properties/provisioningState").asText()).isEqualTo("Creating");
    assertThat(read.body().at("/properties/provisioningState").asText()).isEqualTo("Succeeded");
    assertThat(read.body().path("x").toString()).isEqualTo("{\"kept\":[1,null]}");
    assertThat(deleted.status()).isEqualTo(202);
    assertThat(while1).isEqualTo("Deleting");
    assertThat(polled).isEqualTo(202);
    assertThat(client.get(deleted.header("Location")).status()).isEqualTo(200);
    assertThat(client.get(path).error()).isEqualTo("ResourceNotFound");
    assertThat(client.delete(path).status()).isEqualTo(204);
  }

  @Test
  void answersAnActionWith202() {
    // When
    Reply upgraded = client.call("POST", web + "/manualupgrade", "{\"instanceIds\":[\"*\"]}");
    settle();

    // Then
    assertThat(upgraded.status()).isEqualTo(202);
    assertThat(upgraded.header("Location"))
        .isEqualTo(upgraded.header("Azure-AsyncOperation") + "&monitor=true");
    assertThat(client.get(upgraded.header("Location")).status()).isEqualTo(200);
  }

  @Test
  void takesAGroupAwayWithAllInIt() {
    // Given
    String group = web.substring(0, web.indexOf("/providers"));

    // When
    Reply deleted = client.delete(group);
    settle();

    // Then
    assertThat(deleted.status()).isEqualTo(202);
    assertThat(client.get(deleted.header("Location")).status()).isEqualTo(200);
    assertThat(client.call("HEAD", group, "").status()).isEqualTo(404);
    assertThat(client.get(web).error()).isEqualTo("ResourceGroupNotFound");
  }

  @Test
  void sendsTheHeadersOfAWrite() {
    // When
    Map<String, ?> headers = patchIdentity(users(add(app))).http().headers().map();

    // Then
    assertThat(headers)
        .containsKeys(
            "azure-asyncoperation",
            "azure-asyncnotification",
            "etag",
            "x-ms-request-charge",
            "x-ms-request-id",
            "x-ms-correlation-request-id",
            "x-ms-ratelimit-remaining-resource",
            "x-ms-ratelimit-remaining-subscription-writes",
            "x-ms-ratelimit-remaining-subscription-global-writes")
        .doesNotContainKey("location");
  }

  private String statusOf(String operation) {
    return client.get(operation).body().path("status").asText();
  }
}
