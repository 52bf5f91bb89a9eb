package dev.managedidentity.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.emulator.ArmTestClient.Reply;
import dev.managedidentity.emulator.arm.Arm;
import dev.managedidentity.emulator.arm.Behaviour;
import dev.managedidentity.emulator.arm.Quirks;
import dev.managedidentity.emulator.audit.Audit;
import dev.managedidentity.emulator.wire.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Reads that come from the Resource Graph, and the activity log: both are behind. */
class ResourceGraphEmulatorTest extends EmulatorFixture {
  private static final String GRAPH = "?api-version=2024-11-01&useResourceGraph=true";

  @Test
  void answersWhatWasTrueAFewSecondsAgo() {
    // Given
    patchIdentity(users(add(app)));
    settle();
    patchIdentity(users(add(metrics)));

    // When
    Reply early = client.get(web + GRAPH);
    clock.advance(Duration.ofMinutes(1));
    Reply late = client.get(web + GRAPH);

    // Then
    assertThat(early.body().at("/identity/userAssignedIdentities")).hasSize(1);
    assertThat(late.body().at("/identity/userAssignedIdentities")).hasSize(2);
    assertThat(early.body().path("apiVersion").asText()).isEqualTo("2024-11-01");
    assertThat(Instant.parse(late.header("x-ms-arg-snapshot-timestamp")))
        .isEqualTo(clock.instant().minusSeconds(5));
  }

  @Test
  void doesNotHaveWhatWasMadeJustNow() {
    // Given
    String fresh = web.replace("/web", "/fresh");
    client.put(fresh, "{\"location\":\"westeurope\"}");

    // When
    Reply early = client.get(fresh + GRAPH);
    Reply earlyList = client.get(web.substring(0, web.lastIndexOf('/')) + GRAPH);
    settle();

    // Then
    assertThat(early.status()).isEqualTo(404);
    assertThat(earlyList.body().path("value")).hasSize(1);
    assertThat(earlyList.header("x-ms-arg-snapshot-timestamp")).isNotNull();
    assertThat(client.get(fresh + GRAPH).status()).isEqualTo(200);
  }

  @Test
  void refusesForWhatItNeverServes() throws IOException {
    // Given
    Path seed = Files.writeString(directory.resolve("seed.yaml"), "quirks: {graphRefused: [web]}");
    start(options -> options.withSeed(seed));

    // When
    Reply reply = client.get(web + GRAPH);

    // Then
    assertThat(reply.status()).isEqualTo(422);
    assertThat(client.get(web).status()).isEqualTo(200);
  }

  /** Of its reads there are 4,000 a minute, and 250 of any kind at Resource Manager's door. */
  @Test
  void takesNothingOutOfTheBucketsOfCompute() throws IOException {
    // Given
    start(options -> options.withLimits(true));
    String list = web.substring(0, web.lastIndexOf('/'));
    settle();

    // When
    for (int i = 0; i < 60; i++) {
      assertThat(client.get(web + GRAPH).status()).isEqualTo(200);
      assertThat(client.get(list + GRAPH).header("x-ms-ratelimit-remaining-resource")).isNull();
    }
    Reply get = client.get(web);
    Reply listed = client.get(list);

    // Then
    assertThat(get.header("x-ms-ratelimit-remaining-resource"))
        .isEqualTo(
            "Microsoft.Compute/GetVMScaleSetSubscriptionMaximum;2399,Microsoft.Compute/GetVMScaleSetResource;35");
    assertThat(listed.header("x-ms-ratelimit-remaining-resource"))
        .isEqualTo(
            "Microsoft.Compute/ListVMScaleSetsSubscriptionMaximum;1079,Microsoft.Compute/ListVMScaleSetsResource;29");
    assertThat(listed.header("x-ms-ratelimit-remaining-subscription-reads")).isEqualTo("128");
  }

  /** Resource Manager's own bucket is empty long before: only the words tell of this one. */
  @Test
  void answersOnlySoManyReadsAMinute() {
    // Given
    Behaviour behaviour = new Behaviour("t", 1, 50, true, true, Quirks.none());
    Arm arm = new Arm(behaviour, clock, emulator.uri(), new Audit(clock));
    arm.state().createResource(web, ArmTestClient.MAPPER.createObjectNode(), "seed");
    Map<String, String> query = Map.of("api-version", "2024-11-01", "useresourcegraph", "true");
    Request read = new Request("GET", web + GRAPH, web, query, Map.of(), "");

    // When
    for (int i = 0; i < 3999; i++) {
      arm.answer(read, "somebody", null);
    }
    String before = arm.answer(read, "somebody", null).body();
    String after = arm.answer(read, "somebody", null).body();

    // Then
    assertThat(before).contains("SubscriptionRequestsThrottled", "Number of reads for");
    assertThat(after).contains("SubscriptionRequestsThrottled", "of reads of the Resource Graph");
  }

  @Test
  void tellsWhoWroteSomeMinutesLater() {
    // Given
    Instant before = clock.instant();
    client.patch(web, "{\"tags\":{\"a\":\"b\"}}");
    String log =
        web.substring(0, web.indexOf("/resourceGroups/"))
            + "/providers/Microsoft.Insights/eventtypes/management/values?api-version=2015-04-01"
            + "&%24filter=eventTimestamp%20ge%20'"
            + before
            + "'%20and%20eventTimestamp%20le%20'"
            + before.plusSeconds(60)
            + "'%20and%20resourceUri%20eq%20'"
            + web.toLowerCase(java.util.Locale.ROOT)
            + "'";

    // When
    clock.advance(Duration.ofMinutes(2));
    Reply early = client.get(log);
    clock.advance(Duration.ofMinutes(20));
    Reply late = client.get(log);

    // Then
    assertThat(early.body().path("value")).isEmpty();
    assertThat(late.body().path("value")).hasSize(1);
    assertThat(late.body().at("/value/0/operationName/value").asText())
        .isEqualTo("Microsoft.Compute/virtualMachineScaleSets/write");
    assertThat(late.body().at("/value/0/resourceId").asText()).isEqualTo(web);
    assertThat(late.body().at("/value/0/claims/appid").asText())
        .isEqualTo(emulator.environment().get("AZURE_CLIENT_ID"));
  }
}
