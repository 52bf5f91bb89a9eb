package dev.managedidentity.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.managedidentity.emulator.ArmTestClient.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What Azure does late, what it no longer does, and what nobody has established. */
class QuirksEmulatorTest extends EmulatorFixture {

  @Test
  void findsANewIdentityOnlyAfterAMoment() throws IOException {
    // Given
    withQuirks("identityDelay: 3");
    String fresh = app.replace("/app", "/fresh");

    // When
    Reply made = client.put(fresh, "{\"location\":\"westeurope\"}");
    Reply early = client.get(fresh);
    clock.advance(Duration.ofSeconds(4));

    // Then
    assertThat(made.status()).isEqualTo(201);
    assertThat(early.error()).isEqualTo("ResourceNotFound");
    assertThat(client.get(fresh).status()).isEqualTo(200);
  }

  @Test
  void letsComputeSayOnceThatADeletedScaleSetIsGone() throws IOException {
    // Given
    withQuirks("lateNotFound: true");
    client.delete(web);
    settle();

    // When
    Reply first = client.get(web);
    Reply second = client.get(web);

    // Then
    assertThat(first.error()).isEqualTo("NotFound");
    assertThat(first.message()).isEqualTo("The entity was not found in this Azure location.");
    assertThat(second.error()).isEqualTo("ResourceNotFound");
  }

  @Test
  void leavesValuesOutOfTheAnswerAsItDidInOldApiVersions() {
    // Given
    patchIdentity(users(add(app)));
    settle();
    String more = "{\"identity\":" + users(add(metrics)) + "}";

    // When
    JsonNode old = client.patch(web + "?api-version=2020-06-01", more).body();
    JsonNode recent = client.patch(web + "?api-version=2024-11-01", more).body();

    // Then
    assertThat(old.at("/identity/userAssignedIdentities").path(app)).isEmpty();
    assertThat(recent.at("/identity/userAssignedIdentities").path(app)).hasSize(2);
  }

  @Test
  void refusesANullForWhatIsNotAttachedWhereTold() throws IOException {
    // Given
    withQuirks("unattachedNull: false");
    patchIdentity(users(add(app)));
    settle();

    // When
    Reply reply = patchIdentity(users(drop(metrics)));

    // Then
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.error()).isEqualTo("InvalidIdentityValues");
  }

  @Test
  void refusesIdentitiesOfAnotherTenant() throws IOException {
    // Given
    String foreign = "5b000000-0000-4000-8000-00000000000f";
    withQuirks("foreignSubscriptions: [" + foreign + "]");
    String id =
        "/subscriptions/"
            + foreign
            + "/resourceGroups/theirs/providers/Microsoft.ManagedIdentity/userAssignedIdentities/app";

    // When
    Reply reply = patchIdentity(users(add(id)));

    // Then
    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.error()).isEqualTo("LinkedAuthorizationFailed");
    assertThat(reply.message()).endsWith("to access linked subscription '" + foreign + "'.");
  }

  @Test
  void namesTheConflictAsTold() throws IOException {
    // Given
    withQuirks("conflictCode: ConflictingConcurrentWriteNotAllowed");
    String box = emulator.azure().putVirtualMachine("shop", "box", null);
    client.patch(box, "{\"tags\":{\"a\":\"b\"}}");

    // When
    Reply reply = client.patch(box, "{\"tags\":{\"a\":\"c\"}}");

    // Then
    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.error()).isEqualTo("ConflictingConcurrentWriteNotAllowed");
  }

  private void withQuirks(String quirk) throws IOException {
    Path seed = Files.writeString(directory.resolve("seed.yaml"), "quirks: {" + quirk + "}\n");
    start(options -> options.withSeed(seed));
  }
}
