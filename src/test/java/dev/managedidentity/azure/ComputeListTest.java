package dev.managedidentity.azure;

import static dev.managedidentity.azure.Replies.SUBSCRIPTION;
import static dev.managedidentity.azure.Replies.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.managedidentity.emulator.audit.RequestRecord;
import dev.managedidentity.plan.ArmId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of scale sets and machines. */
class ComputeListTest {
  @TempDir private Path directory;
  private EmulatedAzure azure;

  @BeforeEach
  void start() throws IOException {
    azure = new EmulatedAzure(directory);
  }

  @AfterEach
  void stop() {
    azure.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {ArmId.SCALE_SET, ArmId.VIRTUAL_MACHINE})
  void aListShowsWhatSingleReadsShowAtOneRequestAPage(String type) {
    // Given
    ArmId last = null;
    for (int i = 0; i < 120; i++) {
      last = azure.target(type, "web" + i);
    }
    azure
        .emulator()
        .azure()
        .patchIdentity(last.text(), Json.object().put("type", "SystemAssigned"), "somebody");

    // When
    Listed listed = azure.client().list(list(last.subscriptionId(), type)).value().orElseThrow();

    // Then
    assertThat(listed.resources()).hasSize(120);
    assertThat(listed.pages()).isEqualTo(3);
    assertThat(
            azure.emulator().requests().stream()
                .filter(one -> one.path().startsWith("/subscriptions/"))
                .map(RequestRecord::method))
        .containsExactly("GET", "GET", "GET");
    ComputeResource read = azure.client().read(last).value().orElseThrow();
    assertThat(listed.resources().get(last)).isEqualTo(read);
    assertThat(read.etag()).isNotNull();
    assertThat(read.identity().systemAssigned()).isTrue();
  }

  private static ListQuery list(String subscription, String type) {
    return new ListQuery(subscription, type, false, Priority.INTERACTIVE, null);
  }

  @Test
  void theResourceGraphShowsTheSameAndSaysOfWhen() {
    // Given
    ArmId web = azure.target(ArmId.SCALE_SET, "web");
    ListQuery plain = list(web.subscriptionId(), ArmId.SCALE_SET);
    Listed atItsSource = azure.client().list(plain).value().orElseThrow();

    // When
    Listed ofGraph = azure.client().list(plain.ofGraph(true)).value().orElseThrow();

    // Then
    assertThat(ofGraph.resources().get(web).isLike(atItsSource.resources().get(web))).isTrue();
    assertThat(ofGraph.resources()).hasSize(1);
    assertThat(ofGraph.asOf()).isPresent();
    assertThat(atItsSource.asOf()).isEmpty();
  }

  @Test
  void oneThatTheResourceGraphDoesNotHaveIsRefused() {
    // Given
    ArmId web = azure.target(ArmId.SCALE_SET, "web");
    azure
        .emulator()
        .faults("[{match: {method: GET, path: /virtualMachineScaleSets$}, times: 1, status: 422}]");

    // When
    Answer<Listed> answer =
        azure.client().list(list(web.subscriptionId(), ArmId.SCALE_SET).ofGraph(true));

    // Then
    assertThat(answer.problem()).map(Problem::kind).contains(Problem.Kind.REFUSED);
  }

  @Test
  void pagesForWhichThereIsNoRoomAreReadLater(@TempDir Path other) throws IOException {
    try (EmulatedAzure slow = new EmulatedAzure(other, 1)) {
      // Given
      ArmId web = null;
      for (int i = 0; i < 1600; i++) {
        web = slow.target(ArmId.SCALE_SET, "web" + i);
      }
      ListQuery query = list(web.subscriptionId(), ArmId.SCALE_SET);

      // When
      AzureCompute client = slow.client();
      Listed first = client.list(query).value().orElseThrow();

      // Then
      assertThat(first.pages()).isEqualTo(30);
      assertThat(first.resources()).hasSize(1500);
      Listed.Rest rest = first.rest().orElseThrow();
      assertThat(rest.in()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(6));
      assertThat(slow.emulator().requests().stream().map(RequestRecord::status))
          .as("nothing was sent that Azure has no room for")
          .doesNotContain(429);
    }
  }

  @Test
  void aSubscriptionThatIsNotThereIsAProblem() {
    assertThat(
            azure
                .client()
                .list(list("f0000000-0000-4000-8000-00000000000f", ArmId.SCALE_SET))
                .problem())
        .map(Problem::kind)
        .contains(Problem.Kind.NOT_FOUND);
  }

  @Test
  void anOddEntryIsLeftOutAndHidesNoOther() {
    // Given
    String id = SUBSCRIPTION + "Microsoft.Compute/virtualMachineScaleSets/";
    String body =
        """
        {"value":[
          {"id":"%sgood","etag":"\\"7\\"","properties":{"provisioningState":"Succeeded"}},
          {"id":"%sodd","properties":{},"identity":{"type":"Sometimes"}},
          {"id":"web","properties":{}},
          {"properties":{}},
          7]}"""
            .formatted(id, id);

    // When
    Page<Optional<ComputeResource>> page =
        ComputeAnswer.page(reply(200, "ETag", "\"of the list\"", body)).value().orElseThrow();

    // Then
    assertThat(page.entries().stream().flatMap(Optional::stream))
        .extracting(one -> one.id().name(), ComputeResource::etag)
        .containsExactly(tuple("good", "\"7\""));
  }

  @Test
  void anEntryWithoutAnEtagHasNotThatOfTheList() {
    // Given
    String body =
        "{\"value\":[{\"id\":\"%sMicrosoft.Compute/virtualMachines/b\",\"properties\":{}}]}"
            .formatted(SUBSCRIPTION);

    // When
    Page<Optional<ComputeResource>> page =
        ComputeAnswer.page(reply(200, "ETag", "\"1\"", body)).value().orElseThrow();

    // Then
    assertThat(page.entries().get(0).orElseThrow().etag()).isNull();
  }
}
