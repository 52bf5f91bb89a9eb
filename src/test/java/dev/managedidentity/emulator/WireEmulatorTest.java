package dev.managedidentity.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.managedidentity.emulator.ArmTestClient.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WireEmulatorTest extends EmulatorFixture {
  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  @Test
  void refusesARequestWithoutAGoodToken() {
    // When
    Reply none = ArmTestClient.anonymous(emulator).get(web);
    Reply unknown = client.withToken("a.b.c").get(web);
    clock.advance(Duration.ofHours(2));
    Reply expired = client.get(web);

    // Then
    assertThat(List.of(none.status(), unknown.status(), expired.status())).containsOnly(401);
    assertThat(none.header("WWW-Authenticate")).startsWith("Bearer authorization_uri=");
    assertThat(none.error()).isEqualTo("AuthenticationFailed");
    assertThat(expired.error()).isEqualTo("InvalidAuthenticationToken");
  }

  @Test
  void refusesAWrongSecretOfAClientThatHasOne() throws IOException {
    // Given
    Path seed =
        Files.writeString(directory.resolve("seed.yaml"), "clients: [{id: team, secret: right}]");
    start(options -> options.withSeed(seed));

    // When
    Reply wrong = client.login("team", "wrong");
    Reply right = client.login("team", "right");

    // Then
    assertThat(wrong.status()).isEqualTo(401);
    assertThat(wrong.body().path("error").asText()).isEqualTo("invalid_client");
    assertThat(wrong.body().path("error_description").asText()).startsWith("AADSTS7000215");
    assertThat(right.body().path("token_type").asText()).isEqualTo("Bearer");
    assertThat(right.body().path("expires_in").asInt()).isEqualTo(3599);
  }

  @ParameterizedTest
  @CsvSource({
    "/metadata/endpoints, /authentication/loginEndpoint",
    "/common/v2.0/.well-known/openid-configuration, /token_endpoint"
  })
  void tellsClientsWhereToLogIn(String path, String member) {
    // When
    Reply reply = ArmTestClient.anonymous(emulator).get(path);

    // Then
    assertThat(reply.body().at(member).asText()).startsWith(emulator.uri().toString());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 10, 25, 1000})
  void listsInPagesWithoutLossOrRepetition(int pageSize) throws IOException {
    // Given
    start(options -> options.withPageSize(pageSize));
    for (int i = 0; i < 24; i++) {
      emulator.azure().putScaleSet("shop-" + i % 3, "set-" + i, null);
    }

    // When
    List<String> names = new ArrayList<>();
    String next =
        web.substring(0, web.indexOf("/resourceGroups"))
            + "/providers/Microsoft.Compute/virtualMachineScaleSets";
    while (next != null) {
      JsonNode page = client.get(next).body();
      assertThat(page.path("value").size()).isLessThanOrEqualTo(pageSize);
      page.path("value").forEach(one -> names.add(one.path("name").asText()));
      next = page.path("nextLink").asText(null);
    }

    // Then
    assertThat(names).hasSize(25).doesNotHaveDuplicates();
    assertThat(
            client.get(web.replace("/shop/", "/shop-1/").replace("/web", "")).body().path("value"))
        .hasSize(Math.min(8, pageSize));
  }

  @Test
  void keepsIdentitiesAsResources() {
    // Given
    String path = app.replace("/app", "/fresh");

    // When
    Reply created = client.put(path, "{\"location\":\"westeurope\",\"tags\":{\"a\":\"b\"}}");
    Reply again = client.put(path, "{\"location\":\"westeurope\"}");
    Reply tagged = client.patch(path, "{\"tags\":{\"c\":\"d\"}}");

    // Then
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.body().path("id").asText()).contains("/resourcegroups/");
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(created.body());
    assertThat(tagged.body().path("tags").toString()).isEqualTo("{\"c\":\"d\"}");
    assertThat(client.delete(path).status()).isEqualTo(200);
    assertThat(client.delete(path).status()).isEqualTo(204);
    assertThat(client.get(path).status()).isEqualTo(404);
  }

  @Test
  void tellsWhoChangedWhat() {
    // Given
    int before = emulator.requests().size();

    // When
    patchIdentity(users(add(app)));
    emulator.azure().patchIdentity(web, ArmTestClient.json("{\"type\":\"None\"}"), "someone");
    JsonNode changes = client.get("/_emulator/changes?since=0").body();
    JsonNode requests = client.get("/_emulator/requests?since=" + before).body();

    // Then
    assertThat(changes).hasSize(2);
    assertThat(changes.get(0).fieldNames())
        .toIterable()
        .containsExactly("n", "time", "client", "target", "before", "after");
    assertThat(changes.get(0).path("before").isNull()).isTrue();
    assertThat(changes.get(1).path("client").asText()).isEqualTo("someone");
    assertThat(changes.get(1).path("after").isNull()).isTrue();
    assertThat(requests).hasSize(1);
    assertThat(requests.get(0).path("n").asLong()).isEqualTo(before + 1);
    assertThat(requests.get(0).path("status").asInt()).isEqualTo(200);
    assertThat(client.get("/_emulator/changes?since=1").body()).hasSize(1);
  }

  @Test
  void enforcesBudgetsWhereTold() throws IOException {
    // Given
    start(options -> options.withLimits(true));
    for (int i = 0; i < 12; i++) {
      assertThat(client.patch(web, "{\"tags\":{\"n\":\"" + i + "\"}}").status()).isEqualTo(200);
    }

    // When
    Reply refused = client.patch(web, "{\"tags\":{}}");
    clock.advance(Duration.ofSeconds(15));
    Reply allowed = client.patch(web, "{\"tags\":{}}");

    // Then
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.error()).isEqualTo("OperationNotAllowed");
    assertThat(refused.body().at("/error/details/0/code").asText()).isEqualTo("TooManyRequests");
    assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(100, 200);
    assertThat(allowed.status()).isEqualTo(200);
    assertThat(allowed.header("x-ms-ratelimit-remaining-resource"))
        .isEqualTo(
            "Microsoft.Compute/VMScaleSetActionsSubscriptionMaximum;1499,Microsoft.Compute/VMScaleSetActionsResource;0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "[]", "null", "\"x\"", "{} {}", "{\"a\":", "\u0000"})
  void refusesWhatIsNoJsonObject(String body) {
    // When
    Reply reply = client.patch(web, body);

    // Then
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.error()).isEqualTo("InvalidRequestContent");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /nowhere, 404",
    "GET, /subscriptions/s/providers/Microsoft.Web/sites, 404",
    "DELETE, /subscriptions, 404",
    "POST, /_emulator/requests, 404",
    "GET, /_emulator/requests?since=x, 400",
    "GET, /subscriptions?api-version=%0d%0aX:y, 400",
    "GET, /subscriptions?x=y, 400",
    "GET, /a%0ab?api-version=2024-11-01, 400"
  })
  void refusesPathsThatMeanNothing(String method, String path, int status) {
    // When
    Reply reply = client.call(method, path, "");

    // Then
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.error()).isNotEmpty();
  }

  @Test
  void takesADoubledSlashForOne() {
    // When
    Reply endpoints = client.get(emulator.uri() + "//metadata/endpoints?api-version=2022-09-01");

    // Then
    assertThat(endpoints.status()).isEqualTo(200);
  }

  @Test
  void refusesABodyAboveFourMegabytes() {
    // When
    int status = client.patch(web, "{\"x\":\"" + "y".repeat(4 * 1024 * 1024) + "\"}").status();

    // Then
    assertThat(status).isEqualTo(413);
    assertThat(client.get(web).status()).isEqualTo(200);
  }

  @Test
  void survivesBytesThatAreNoRequest() throws IOException {
    // Given
    Random random = new Random(7);

    // When
    for (int i = 0; i < 200; i++) {
      byte[] bytes = new byte[1 + random.nextInt(2000)];
      random.nextBytes(bytes);
      try (Socket socket =
          new Socket(InetAddress.getByAddress(LOOPBACK), emulator.uri().getPort())) {
        socket.getOutputStream().write(bytes);
      }
    }

    // Then
    assertThat(client.get(web).status()).isEqualTo(200);
  }
}
