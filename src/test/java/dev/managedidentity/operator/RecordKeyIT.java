package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.Deployed;
import dev.managedidentity.testing.WithApiServer;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the key of the ownership records comes from. */
@WithApiServer
class RecordKeyIT {
  private final KubernetesClient client;
  private final String namespace;

  RecordKeyIT(ApiServer server) {
    client = server.client();
    namespace = server.newNamespace("record-key");
  }

  private Secret secret() {
    return client.secrets().inNamespace(namespace).withName(RecordKey.SECRET).get();
  }

  @Test
  void theFirstMakesItAndAllOthersReadIt() {
    // When several start at once
    List<byte[]> keys =
        Stream.generate(() -> RecordKey.in(client, namespace)).parallel().limit(8).toList();

    // Then
    assertThat(keys).allSatisfy(key -> assertThat(key).hasSize(32).isEqualTo(keys.get(0)));
    assertThat(secret().getImmutable()).isTrue();
    assertThat(Base64.getDecoder().decode(secret().getData().get(RecordKey.ENTRY)))
        .isEqualTo(keys.get(0));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "c2hvcnQ="})
  void aKeyThatIsNoneIsSaidWithTheRemedy(String data) {
    // Given
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(RecordKey.SECRET)
                .endMetadata()
                .addToData(data == null ? "other" : RecordKey.ENTRY, data == null ? "" : data)
                .build())
        .create();

    // When / Then
    assertThatThrownBy(() -> RecordKey.in(client, namespace))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll(
            namespace + "/" + RecordKey.SECRET,
            "Restore it from a backup",
            "delete it and restart");
  }

  @Test
  void whoMayNotReadItIsToldWhichPermissionIsMissing() {
    try (KubernetesClient nobody = Deployed.as(client, namespace, "nobody")) {
      assertThatThrownBy(() -> RecordKey.in(nobody, namespace))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContainingAll(
              namespace + "/" + RecordKey.SECRET,
              "deploy/record-key-role.yaml",
              "--operator-namespace");
    }
  }
}
