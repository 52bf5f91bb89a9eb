package dev.managedidentity.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.WithApiServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a declaration can be changed later and what cannot. */
@WithApiServer
class AdmissionChangeIT {
  private final Admission server;

  AdmissionChangeIT(ApiServer server) {
    this.server = Admission.to(server);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{id: " + Admission.SCALE_SET_ID + "2}",
        "{resourceGroup: shop, name: web}",
        "{subscriptionId: 00000000-0000-0000-0000-000000000001, resourceGroup: shop, name: web}"
      })
  void refusesAnotherScaleSet(String other) {
    assertThatScaleSetCannotBecome(other);
  }

  @Test
  void refusesTheSameScaleSetInAnotherCasing() {
    assertThatScaleSetCannotBecome("{id: " + Admission.SCALE_SET_ID.toLowerCase(Locale.ROOT) + "}");
  }

  private void assertThatScaleSetCannotBecome(String other) {
    // Given
    String list = Admission.identities(1, i -> "shop", i -> "app");
    server.apply(Admission.scaleSet("{id: " + Admission.SCALE_SET_ID + "}", list));

    // Then
    assertThatThrownBy(() -> server.apply(Admission.scaleSet(other, list)))
        .hasMessageContaining("spec.scaleSet")
        .hasMessageContaining("scaleSet cannot be changed")
        .hasMessageContaining("make another ScaleSetIdentity");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{id: " + Admission.MACHINE_ID + "2}",
        "{resourceGroup: shop, name: build}",
        "{id: " + Admission.MACHINE_ID + "}"
      })
  void refusesAnotherMachineOrForm(String other) {
    // Given
    server.apply(Admission.machine("{id: " + Admission.MACHINE_ID.replace("shop", "SHOP") + "}"));

    // Then
    assertThatThrownBy(() -> server.apply(Admission.machine(other)))
        .hasMessageContaining("spec.virtualMachine")
        .hasMessageContaining("virtualMachine cannot be changed")
        .hasMessageContaining("make another VirtualMachineIdentity");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          resourceGroup: shop                         | resourceGroup: Shop            | resourceGroup
          resourceGroup: shop                         | resourceGroup: data            | resourceGroup
          resourceGroup: shop                         | resourceGroup: shop, name: app | name
          resourceGroup: shop, name: app              | resourceGroup: shop            | name
          resourceGroup: shop, name: app              | resourceGroup: shop, name: old | name
          resourceGroup: shop                         | resourceGroup: shop, SUB-1     | subscriptionId
          resourceGroup: shop, SUB-1                  | resourceGroup: shop            | subscriptionId
          resourceGroup: shop, SUB-1                  | resourceGroup: shop, SUB-2     | subscriptionId
          """)
  void refusesAnotherIdentity(String before, String after, String field) {
    // Given
    server.apply(Admission.identity(before.replace("SUB-", Admission.SUBSCRIPTION)));

    // Then
    assertThatThrownBy(
            () -> server.apply(Admission.identity(after.replace("SUB-", Admission.SUBSCRIPTION))))
        .hasMessageContaining("spec." + field)
        .hasMessageContaining(field + " cannot be changed")
        .hasMessageContaining("make another UserAssignedIdentity");
  }

  @Test
  void letsEverythingElseOfAnIdentityBeMended() {
    // Given
    server.apply(
        Admission.identity(
            "resourceGroup: shop, name: app, location: westeuorpe, tags: {team: a}"));

    // When
    GenericKubernetesResource mended =
        server.apply(
            Admission.identity(
                "resourceGroup: shop, name: app, location: West Europe, deletionPolicy: Delete"));

    // Then
    assertThat(mended.<String>get("spec", "location")).isEqualTo("West Europe");
    assertThat(mended.<Object>get("spec", "tags")).isNull();
  }
}
