package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.testing.MemoryKubernetes;
import dev.managedidentity.testing.MutableClock;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which namespaces have used their Secret; with a real API server see CredentialConfigMapIT. */
class CredentialConfigMapTest {
  private static final String OPERATORS = "operators";

  private final MemoryKubernetes kubernetes = new MemoryKubernetes();
  private final FakeNamespaces namespaces = new FakeNamespaces();
  private final MutableClock clock = new MutableClock();

  @AfterEach
  void close() {
    kubernetes.close();
  }

  private CredentialConfigMap start() {
    return new CredentialConfigMap(kubernetes.client(), OPERATORS, namespaces, clock);
  }

  private Map<String, String> stored() {
    return kubernetes
        .client()
        .configMaps()
        .inNamespace(OPERATORS)
        .withName(CredentialConfigMap.NAME)
        .get()
        .getData();
  }

  @Test
  void aRecordIsKnownToTheNextProcess() {
    // Given
    CredentialConfigMap first = start();
    assertThat(first.isRecorded("shop")).isFalse();

    // When
    first.record("shop");

    // Then
    assertThat(stored()).isEqualTo(Map.of("shop", "uid-of-shop"));
    assertThat(first.isRecorded("shop")).isTrue();
    assertThat(start().isRecorded("shop")).isTrue();
    assertThat(start().isRecorded("other")).isFalse();
  }

  @Test
  void whatAnotherProcessRecordsIsKnownAfterTenSeconds() {
    // Given
    CredentialConfigMap standby = start();
    assertThat(standby.isRecorded("shop")).isFalse();
    start().record("shop");

    // When
    clock.advance(Duration.ofSeconds(9));

    // Then
    assertThat(standby.isRecorded("shop")).isFalse();

    // When
    clock.advance(Duration.ofSeconds(1));

    // Then
    assertThat(standby.isRecorded("shop")).isTrue();
  }

  @Test
  void aFurtherRecordKeepsTheOthers() {
    // Given
    namespaces.create("ops");
    start().record("shop");

    // When
    start().record("ops");

    // Then
    assertThat(stored()).isEqualTo(Map.of("shop", "uid-of-shop", "ops", "uid-of-ops"));
  }

  @Test
  void aNamespaceThatIsCreatedAgainHasNoRecord() {
    // Given
    start().record("shop");

    // When
    namespaces.remove("shop");

    // Then: not known yet
    assertThat(start().isRecorded("shop")).isTrue();

    // When
    namespaces.put(
        new NamespaceBuilder()
            .withNewMetadata()
            .withName("shop")
            .withUid("another-uid")
            .endMetadata()
            .build());

    // Then
    assertThat(start().isRecorded("shop")).isFalse();
  }
}
