package dev.managedidentity.azure;

import static dev.managedidentity.azure.Replies.SUBSCRIPTION;
import static dev.managedidentity.azure.Replies.reply;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.managedidentity.emulator.audit.RequestRecord;
import dev.managedidentity.plan.ArmId;
import java.io.IOException;
import java.nio.file.Path;
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
    Listed listed = azure.client().list(last.subscriptionId(), type).value().orElseThrow();

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

  @Test
  void aSubscriptionThatIsNotThereIsAProblem() {
    assertThat(
            azure.client().list("f0000000-0000-4000-8000-00000000000f", ArmId.SCALE_SET).problem())
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
