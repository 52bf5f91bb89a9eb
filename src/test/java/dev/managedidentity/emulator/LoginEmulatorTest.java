package dev.managedidentity.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.managedidentity.emulator.ArmTestClient.Reply;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose tokens are taken, and the token endpoint of a machine. */
class LoginEmulatorTest extends EmulatorFixture {
  private static final String FORM =
      "client_id=team&client_secret=any&grant_type=client_credentials";
  private static final String OTHER_TENANT = "7e000000-0000-4000-8000-0000000000ff";

  private final HttpClient http = HttpClient.newHttpClient();
  private String machine;

  @BeforeEach
  void startWithTokenEndpoint() throws IOException {
    start(options -> options.withTokenEndpoint(0));
    machine = emulator.azure().putVirtualMachine("nodes", "node-0", null);
    emulator.machine(machine);
  }

  private Reply readWith(Reply login) {
    assertThat(login.status()).as(login.http().body()).isEqualTo(200);
    return client.withToken(login.body().path("access_token").asText()).get(web);
  }

  private Reply metadata(String query, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(
                    emulator.tokenEndpoint().orElseThrow()
                        + "/metadata/identity/oauth2/token"
                        + query))
            .timeout(Duration.ofSeconds(20));
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
    return new Reply(response);
  }

  private Reply metadataToken(String query) throws Exception {
    return metadata(
        "?api-version=2018-02-01&resource=https://management.azure.com/" + query,
        "Metadata",
        "true");
  }

  private void machineHas(String identity) {
    emulator.azure().patchIdentity(machine, ArmTestClient.json(identity), "seed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "scope=https%3A%2F%2Fmanagement.azure.com%2F.default",
        "scope=https%3A%2F%2Fmanagement.azure.com%2F%2F.default",
        "scope=openid+offline_access+https%3A%2F%2Fmanagement.core.windows.net%2F%2F.default",
        "resource=https%3A%2F%2Fmanagement.core.windows.net%2F",
        "resource=https%3A%2F%2Fmanagement.azure.com",
        "x=y"
      })
  void tokensForResourceManagerAreTaken(String asked) {
    assertThat(readWith(client.loginAt("common", FORM + "&" + asked)).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "scope=https%3A%2F%2Fgraph.microsoft.com%2F.default",
        "scope=https%3A%2F%2Fmanagement.azure.com.evil.test%2F.default",
        "resource=https%3A%2F%2Fvault.azure.net",
        "resource=https%3A%2F%2Fmanagement"
      })
  void tokensForAnotherAudienceAreRefused(String asked) {
    // When
    Reply refused = readWith(client.loginAt("common", FORM + "&" + asked));

    // Then
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.error()).isEqualTo("InvalidAuthenticationTokenAudience");
    assertThat(refused.message()).contains("https://management.azure.com");
    assertThat(refused.header("WWW-Authenticate")).startsWith("Bearer authorization_uri=");
  }

  @Test
  void tokensOfAnotherTenantAreRefused() {
    // When
    Reply refused = readWith(client.loginAt(OTHER_TENANT, FORM));

    // Then
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.error()).isEqualTo("InvalidAuthenticationTokenTenant");
    assertThat(refused.message())
        .contains(OTHER_TENANT, emulator.environment().get("AZURE_TENANT_ID"));
  }

  @Test
  void aMachineGivesTokensOfItsIdentitiesInTheFormOfTheMetadataService() throws Exception {
    // Given
    machineHas("{\"type\":\"SystemAssigned\"}");

    // When
    Reply reply = metadataToken("");

    // Then
    JsonNode body = reply.body();
    assertThat(reply.status()).isEqualTo(200);
    assertThat(body.fieldNames())
        .toIterable()
        .containsExactly(
            "access_token",
            "client_id",
            "expires_in",
            "expires_on",
            "ext_expires_in",
            "not_before",
            "resource",
            "token_type");
    assertThat(body).allSatisfy(value -> assertThat(value.isTextual()).isTrue());
    assertThat(body.path("resource").asText()).isEqualTo("https://management.azure.com/");
    assertThat(body.path("expires_on").asLong())
        .isEqualTo(clock.instant().plusSeconds(86399).getEpochSecond());
    assertThat(claims(body).path("oid").asText())
        .isEqualTo(emulator.azure().getResource(machine).at("/identity/principalId").asText());
    assertThat(client.withToken(body.path("access_token").asText()).get(web).status())
        .isEqualTo(200);
  }

  private static JsonNode claims(JsonNode answer) {
    String part = answer.path("access_token").asText().split("\\.", -1)[1];
    return ArmTestClient.json(
        new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"client_id", "object_id", "msi_res_id", "mi_res_id"})
  void aUserAssignedIdentityIsChosenByAnyOfItsIds(String parameter) throws Exception {
    // Given
    machineHas(users(add(app), add(metrics)));
    JsonNode properties = emulator.azure().getResource(app).path("properties");
    String value =
        switch (parameter) {
          case "client_id" -> properties.path("clientId").asText();
          case "object_id" -> properties.path("principalId").asText();
          default -> app;
        };

    // When
    Reply reply = metadataToken("&" + parameter + "=" + value);

    // Then
    assertThat(reply.body().path("client_id").asText())
        .isEqualTo(properties.path("clientId").asText());
    assertThat(claims(reply.body()).path("oid").asText())
        .isEqualTo(properties.path("principalId").asText());
  }

  @Test
  void whatAMachineDoesNotHaveItGetsNoTokenFor() throws Exception {
    // Given
    Reply none = metadataToken("");
    machineHas(users(add(app), add(metrics)));

    // When
    Reply ambiguous = metadataToken("");
    Reply unknown = metadataToken("&client_id=0b000000-0000-4000-8000-00000000000f");

    // Then
    assertThat(List.of(none.status(), ambiguous.status(), unknown.status())).containsOnly(400);
    assertThat(none.body().path("error").asText()).isEqualTo("invalid_request");
    assertThat(none.body().path("error_description").asText()).isEqualTo("Identity not found");
    assertThat(unknown.body()).isEqualTo(none.body());
    assertThat(ambiguous.body().path("error_description").asText())
        .startsWith("Multiple user assigned identities exist, please specify the clientId");
  }

  @Test
  void requestsThatAProgramDidNotMeanAreRefused() throws Exception {
    // Given
    machineHas("{\"type\":\"SystemAssigned\"}");
    String query = "?api-version=2018-02-01&resource=https://management.azure.com/";

    // Then
    assertThat(metadata(query).status()).isEqualTo(400);
    assertThat(metadata(query, "Metadata", "false").status()).isEqualTo(400);
    assertThat(metadata(query, "Metadata", "true", "X-Forwarded-For", "a").status()).isEqualTo(400);
    assertThat(metadata("?api-version=2018-02-01", "Metadata", "true").status()).isEqualTo(400);
    assertThat(metadata("?resource=a", "Metadata", "true").status()).isEqualTo(400);
    assertThat(metadata("/other", "Metadata", "true").status()).isEqualTo(404);
    assertThat(metadata(query, "Metadata", "true").status()).isEqualTo(200);
  }

  @Test
  void withoutAMachineItIsTheFirstClientsAndNothingIsListeningUnlessAskedFor() throws Exception {
    // Given
    emulator.machine("");

    // Then
    assertThat(metadataToken("").body().path("client_id").asText())
        .isEqualTo(emulator.environment().get("AZURE_CLIENT_ID"));
    assertThat(emulator.environment())
        .containsEntry(
            "AZURE_POD_IDENTITY_AUTHORITY_HOST", emulator.tokenEndpoint().orElseThrow().toString());

    // When
    start(options -> options);

    // Then
    assertThat(emulator.tokenEndpoint()).isEmpty();
    assertThat(emulator.environment()).doesNotContainKey("AZURE_POD_IDENTITY_AUTHORITY_HOST");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "machine: MACHINE"})
  void theSeedNamesTheMachineAndASaveKeepsIt(String line) throws Exception {
    // Given
    Path seed =
        Files.writeString(
            directory.resolve("seed.yaml"),
            "clients: [{id: first}]\n" + line.replace("MACHINE", machine));
    for (int i = 0; i < 2; i++) {
      // When
      start(options -> options.withSeed(seed).withTokenEndpoint(0).withSaved(true));
      emulator.azure().putVirtualMachine("nodes", "node-0", null);

      // Then
      Reply reply = metadataToken("");
      assertThat(reply.body().path("client_id").asText()).isEqualTo(line.isEmpty() ? "first" : "");
    }
  }

  @Test
  void faultsAndTheAuditAreForTheMachineToo() throws Exception {
    // Given
    int before = emulator.requests().size();
    emulator.faults("[{match: {path: /metadata/identity/}, times: 1, status: 503}]");

    // When
    int status = metadataToken("").status();

    // Then
    assertThat(status).isEqualTo(503);
    assertThat(emulator.requests().subList(before, emulator.requests().size()))
        .singleElement()
        .satisfies(
            request -> assertThat(request.path()).isEqualTo("/metadata/identity/oauth2/token"));
  }
}
