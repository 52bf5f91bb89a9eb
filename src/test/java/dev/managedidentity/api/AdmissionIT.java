package dev.managedidentity.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.throwable;

import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.WithApiServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API server takes and refuses, as {@code kubectl apply} would send it. */
@WithApiServer
class AdmissionIT {
  private static final Path MANIFESTS = Path.of("src", "test", "resources", "manifests");
  private static final String EXPECT = "# expect: ";
  private static final String GROUP =
      "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/";
  private static final String IDENTITY =
      "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/";
  private static final String SCALE_SET_ID =
      GROUP + "shop/providers/Microsoft.Compute/virtualMachineScaleSets/web";
  private static final String MACHINE_ID =
      GROUP + "shop/providers/Microsoft.Compute/virtualMachines/build";

  private final KubernetesClient client;
  private final String namespace;

  AdmissionIT(ApiServer server) {
    client = server.client();
    namespace = server.newNamespace("admission");
  }

  @ParameterizedTest
  @MethodSource("valid")
  void takes(String file) throws IOException {
    assertThat(apply(Files.readString(MANIFESTS.resolve(file))).getMetadata().getUid()).isNotNull();
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void refusesNamingFieldAndRemedy(String file) throws IOException {
    // Given
    String manifest = Files.readString(MANIFESTS.resolve(file));
    List<String> expected =
        manifest
            .lines()
            .filter(line -> line.startsWith(EXPECT))
            .map(line -> line.substring(EXPECT.length()))
            .toList();
    assertThat(expected).as("what %s expects", file).isNotEmpty();

    // Then
    assertThatThrownBy(() -> apply(manifest))
        .asInstanceOf(throwable(KubernetesClientException.class))
        .extracting(KubernetesClientException::getMessage)
        .asString()
        .contains(expected);
  }

  @Test
  void fillsInTheDefaults() {
    // When
    GenericKubernetesResource taken =
        apply(manifest("{id: " + SCALE_SET_ID + "}", identities(1, i -> "shop", i -> "app")));

    // Then
    assertThat(taken.<String>get("spec", "mode")).isEqualTo("Additive");
    assertThat(taken.<String>get("spec", "deletionPolicy")).isEqualTo("Remove");
    assertThat(taken.<Boolean>get("spec", "suspend")).isFalse();
    assertThat(taken.<String>get("spec", "userAssigned", 0, "ensure")).isEqualTo("Assigned");
    assertThat(taken.<Object>get("spec", "systemAssigned")).isNull();
  }

  @Test
  void fillsInTheDefaultsOfMachinesToo() {
    // When
    GenericKubernetesResource taken = apply(machine("{id: " + MACHINE_ID + "}"));

    // Then
    assertThat(taken.<String>get("spec", "mode")).isEqualTo("Additive");
    assertThat(taken.<String>get("spec", "deletionPolicy")).isEqualTo("Remove");
    assertThat(taken.<Boolean>get("spec", "suspend")).isFalse();
  }

  @Test
  void takesTwoHundredIdentitiesWithTheLongestNamesThereAre() {
    // Given
    String list = identities(200, i -> "g".repeat(90), i -> "n".repeat(125) + "%03d".formatted(i));

    // Then
    assertThat(apply(manifest("{id: " + SCALE_SET_ID + "}", list)).getMetadata().getUid())
        .isNotNull();
  }

  @Test
  void takesTwoHundredIdentitiesOfOneNameInAsManyGroups() {
    // Given
    String list = identities(200, i -> "group-of-a-region-%03d".formatted(i), i -> "application");

    // Then
    assertThat(apply(manifest("{id: " + SCALE_SET_ID + "}", list)).getMetadata().getUid())
        .isNotNull();
  }

  @Test
  void findsTheDoubleAmongTwoHundred() {
    // Given
    String list =
        identities(
            200,
            i -> i == 199 ? "SHOP" : "shop",
            i -> "n".repeat(60) + "%03d".formatted(i == 199 ? 17 : i));

    // Then
    assertThatThrownBy(() -> apply(manifest("{id: " + SCALE_SET_ID + "}", list)))
        .hasMessageContaining("userAssigned names an identity twice");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{id: " + SCALE_SET_ID + "2}",
        "{resourceGroup: shop, name: web}",
        "{subscriptionId: 00000000-0000-0000-0000-000000000001, resourceGroup: shop, name: web}"
      })
  void refusesAnotherScaleSet(String other) {
    assertThatScaleSetCannotBecome(other);
  }

  @Test
  void refusesTheSameScaleSetInAnotherCasing() {
    assertThatScaleSetCannotBecome("{id: " + SCALE_SET_ID.toLowerCase(Locale.ROOT) + "}");
  }

  private void assertThatScaleSetCannotBecome(String other) {
    // Given
    String list = identities(1, i -> "shop", i -> "app");
    apply(manifest("{id: " + SCALE_SET_ID + "}", list));

    // Then
    assertThatThrownBy(() -> apply(manifest(other, list)))
        .hasMessageContaining("spec.scaleSet")
        .hasMessageContaining("scaleSet cannot be changed")
        .hasMessageContaining("make another ScaleSetIdentity");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{id: " + MACHINE_ID + "2}",
        "{resourceGroup: shop, name: build}",
        "{id: " + MACHINE_ID + "}"
      })
  void refusesAnotherMachineOrForm(String other) {
    // Given
    apply(machine("{id: " + MACHINE_ID.replace("shop", "SHOP") + "}"));

    // Then
    assertThatThrownBy(() -> apply(machine(other)))
        .hasMessageContaining("spec.virtualMachine")
        .hasMessageContaining("virtualMachine cannot be changed")
        .hasMessageContaining("make another VirtualMachineIdentity");
  }

  private GenericKubernetesResource apply(String manifest) {
    PatchContext strict = PatchContext.of(PatchType.SERVER_SIDE_APPLY);
    strict.setFieldManager("test");
    strict.setForce(true);
    strict.setFieldValidation("Strict");
    return client
        .resource(Serialization.unmarshal(manifest, GenericKubernetesResource.class))
        .inNamespace(namespace)
        .patch(strict);
  }

  private static String manifest(String scaleSet, String userAssigned) {
    return """
        apiVersion: managedidentity.dev/v1alpha1
        kind: ScaleSetIdentity
        metadata: {name: web}
        spec:
          scaleSet: %s
          userAssigned: %s
        """
        .formatted(scaleSet, userAssigned);
  }

  private static String machine(String virtualMachine) {
    return """
        apiVersion: managedidentity.dev/v1alpha1
        kind: VirtualMachineIdentity
        metadata: {name: build}
        spec:
          virtualMachine: %s
          systemAssigned: Enabled
        """
        .formatted(virtualMachine);
  }

  private static String identities(int count, IntFunction<String> group, IntFunction<String> name) {
    return IntStream.range(0, count)
        .mapToObj(i -> "{id: " + GROUP + group.apply(i) + IDENTITY + name.apply(i) + "}")
        .toList()
        .toString();
  }

  private static Stream<String> valid() throws IOException {
    return files("valid-");
  }

  private static Stream<String> invalid() throws IOException {
    return files("invalid-");
  }

  private static Stream<String> files(String prefix) throws IOException {
    try (Stream<Path> files = Files.list(MANIFESTS)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(prefix))
          .sorted()
          .toList()
          .stream();
    }
  }
}
