package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.Deployed;
import dev.managedidentity.testing.MutableClock;
import dev.managedidentity.testing.WithApiServer;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which namespaces have used their Secret, on a real API server. */
@WithApiServer
class CredentialConfigMapIT {
  private final KubernetesClient client;
  private final String operatorNamespace;
  private final MutableClock clock = new MutableClock();
  private final Map<String, String> uids = new ConcurrentHashMap<>();

  CredentialConfigMapIT(ApiServer server) {
    client = server.client();
    operatorNamespace = server.newNamespace("credential-records");
  }

  private CredentialConfigMap start() {
    return start(client, operatorNamespace);
  }

  private CredentialConfigMap start(KubernetesClient with, String where) {
    Namespaces namespaces =
        new Namespaces() {
          @Override
          public Optional<Namespace> find(String name) {
            return Optional.ofNullable(uids.get(name)).map(uid -> namespace(name, uid));
          }

          @Override
          public Stream<Namespace> all() {
            return uids.keySet().stream().flatMap(name -> find(name).stream());
          }

          @Override
          public void onChange(Consumer<String> listener) {
            throw new AssertionError("nothing here waits for a change");
          }
        };
    return new CredentialConfigMap(with, where, namespaces, clock);
  }

  private static Namespace namespace(String name, String uid) {
    return new NamespaceBuilder()
        .withNewMetadata()
        .withName(name)
        .withUid(uid)
        .endMetadata()
        .build();
  }

  private Map<String, String> stored() {
    return new TreeMap<>(
        client
            .configMaps()
            .inNamespace(operatorNamespace)
            .withName(CredentialConfigMap.NAME)
            .get()
            .getData());
  }

  @Test
  void whatOneProcessRecordsTheNextOneKnows() {
    // Given
    uids.putAll(Map.of("shop", "1", "other", "2"));
    CredentialConfigMap first = start();
    assertThat(first.isRecorded("shop")).isFalse();

    // When
    first.record("shop");

    // Then
    assertThat(first.isRecorded("shop")).isTrue();
    assertThat(start().isRecorded("shop")).isTrue();
    assertThat(start().isRecorded("other")).isFalse();
  }

  @Test
  void whatAnotherReplicaRecordsIsKnownSoon() {
    // Given
    uids.put("shop", "1");
    CredentialConfigMap standby = start();
    assertThat(standby.isRecorded("shop")).isFalse();

    // When
    start().record("shop");
    clock.advance(Duration.ofSeconds(10));

    // Then
    assertThat(standby.isRecorded("shop")).isTrue();
  }

  @Test
  void severalAtOnceLoseNoRecord() {
    // Given
    List<String> names = IntStream.range(0, 8).mapToObj(i -> "team-" + i).toList();
    names.forEach(name -> uids.put(name, "uid-of-" + name));

    // When
    names.parallelStream().forEach(name -> start().record(name));

    // Then
    assertThat(stored()).isEqualTo(new TreeMap<>(uids));
  }

  @Test
  void aNamespaceThatIsCreatedAgainStartsWithoutARecord() {
    // Given
    uids.put("shop", "1");
    start().record("shop");

    // When
    uids.put("shop", "2");

    // Then
    assertThat(start().isRecorded("shop")).isFalse();
  }

  @Test
  void aRecordCountsWhileItsNamespaceIsNotKnownYet() {
    // Given
    uids.put("shop", "1");
    start().record("shop");

    // When
    uids.clear();

    // Then
    assertThat(start().isRecorded("shop")).isTrue();
  }

  @Test
  void recordsOfNamespacesThatAreGoneAreRemovedWithTheNextOne() {
    // Given
    uids.putAll(Map.of("gone", "1", "stays", "2"));
    CredentialConfigMap records = start();
    records.record("gone");
    records.record("stays");

    // When
    uids.remove("gone");
    uids.put("new", "3");
    records.record("new");

    // Then
    assertThat(stored()).containsOnlyKeys("new", "stays");
  }

  @Test
  void anEntryThatAnAdministratorRemovesIsNotKnownAnyMore() {
    // Given
    uids.put("shop", "1");
    CredentialConfigMap records = start();
    records.record("shop");

    // When
    client.configMaps().inNamespace(operatorNamespace).withName(CredentialConfigMap.NAME).delete();
    clock.advance(Duration.ofSeconds(10));

    // Then
    assertThat(records.isRecorded("shop")).isFalse();
  }

  @Test
  void thePermissionsOfDeploySufficeAndAMissingOneIsNamed() throws IOException {
    // Given
    Deployed.apply(client);
    uids.put("shop", "1");
    try (KubernetesClient operator =
            Deployed.as(client, Deployed.NAMESPACE, Deployed.SERVICE_ACCOUNT);
        KubernetesClient nobody = Deployed.as(client, operatorNamespace, "nobody")) {
      // When
      start(operator, Deployed.NAMESPACE).record("shop");

      // Then
      assertThat(start(operator, Deployed.NAMESPACE).isRecorded("shop")).isTrue();
      assertThatThrownBy(() -> start(nobody, operatorNamespace).isRecorded("shop"))
          .isInstanceOf(CredentialRecords.Forbidden.class)
          .hasMessageContainingAll(
              operatorNamespace + "/" + CredentialConfigMap.NAME, "deploy/record-key-role.yaml");
    }
  }
}
