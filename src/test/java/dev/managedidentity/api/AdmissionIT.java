package dev.managedidentity.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.throwable;

import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.WithApiServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the API server takes and refuses, as {@code kubectl apply} would send it. */
@WithApiServer
class AdmissionIT {
  private static final Path MANIFESTS = Path.of("src", "test", "resources", "manifests");
  private static final String EXPECT = "# expect: ";

  private final Admission server;

  AdmissionIT(ApiServer server) {
    this.server = Admission.to(server);
  }

  @ParameterizedTest
  @MethodSource("valid")
  void takes(String file) throws IOException {
    assertThat(server.apply(Files.readString(MANIFESTS.resolve(file))).getMetadata().getUid())
        .isNotNull();
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
    assertThatThrownBy(() -> server.apply(manifest))
        .asInstanceOf(throwable(KubernetesClientException.class))
        .extracting(KubernetesClientException::getMessage)
        .asString()
        .contains(expected);
  }

  @Test
  void fillsInTheDefaults() {
    // When
    GenericKubernetesResource taken =
        server.apply(
            Admission.scaleSet(
                "{id: " + Admission.SCALE_SET_ID + "}",
                Admission.identities(1, i -> "shop", i -> "app")));

    // Then
    assertThat(taken.<String>get("spec", "mode")).isEqualTo("Additive");
    // Left out: the annotation of the namespace or the setting of the operator decides.
    assertThat(taken.<String>get("spec", "deletionPolicy")).isNull();
    assertThat(taken.<Boolean>get("spec", "suspend")).isFalse();
    assertThat(taken.<String>get("spec", "userAssigned", 0, "ensure")).isEqualTo("Assigned");
    assertThat(taken.<Object>get("spec", "systemAssigned")).isNull();
  }

  @Test
  void fillsInTheDefaultsOfMachinesToo() {
    // When
    GenericKubernetesResource taken =
        server.apply(Admission.machine("{id: " + Admission.MACHINE_ID + "}"));

    // Then
    assertThat(taken.<String>get("spec", "mode")).isEqualTo("Additive");
    assertThat(taken.<String>get("spec", "deletionPolicy")).isNull();
    assertThat(taken.<Boolean>get("spec", "suspend")).isFalse();
  }

  @Test
  void fillsInTheDefaultsOfIdentitiesAndExtensions() {
    // When
    GenericKubernetesResource identity = server.apply(Admission.identity("resourceGroup: shop"));
    GenericKubernetesResource machine =
        server.apply(
            Admission.machine(
                "{id: " + Admission.MACHINE_ID + "}\n  legacyExtension: {state: Absent}"));

    // Then
    assertThat(identity.<String>get("spec", "deletionPolicy")).isEqualTo("Retain");
    assertThat(identity.<Boolean>get("spec", "suspend")).isFalse();
    assertThat(identity.<Object>get("spec", "tags")).isNull();
    assertThat(machine.<Integer>get("spec", "legacyExtension", "port")).isEqualTo(50342);
    assertThat(machine.<Object>get("spec", "legacyExtension", "os")).isNull();
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
