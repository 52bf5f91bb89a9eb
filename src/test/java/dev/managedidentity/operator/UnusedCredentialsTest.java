package dev.managedidentity.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import dev.managedidentity.api.CredentialReference;
import dev.managedidentity.azure.Application;
import dev.managedidentity.azure.Azure;
import dev.managedidentity.azure.Connections;
import dev.managedidentity.testing.Kinds;
import dev.managedidentity.testing.MutableClock;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnusedCredentialsTest {
  private final Map<String, Secret> secrets = new HashMap<>();
  private final MutableClock clock = new MutableClock();
  private final List<HasMetadata> declared = new ArrayList<>();

  /** Of each application that has signed in. */
  private final List<Reference<Azure>> connected = new ArrayList<>();

  private final Connections connections =
      new Connections() {
        private final Azure own = azure();

        @Override
        public Azure own() {
          return own;
        }

        @Override
        public Azure as(Application application) {
          Azure azure = azure();
          connected.add(new WeakReference<>(azure));
          return azure;
        }

        @Override
        public void stop() {
          throw new AssertionError("nothing here stops the process");
        }
      };

  private final Credentials credentials =
      new Credentials(
          (namespace, name) -> Optional.ofNullable(secrets.get(namespace + "/" + name)),
          connections,
          null,
          AccessPolicy.NONE,
          new FakeCredentialRecords(),
          clock);
  private final Toolbox toolbox = toolbox();
  private final UnusedCredentials unused =
      new UnusedCredentials(declared::stream, credentials, toolbox);

  private static Azure azure() {
    return new Azure(
        new FakeCompute(),
        new FakeIdentities(),
        new FakeRoles(),
        new FakeRights(),
        new FakeActivityLog());
  }

  private Toolbox toolbox() {
    Metrics metrics = new Metrics();
    FakeCluster cluster = new FakeCluster();
    OperatorSettings settings =
        new OperatorSettings(null, Set.of(), Duration.ofMinutes(1), Duration.ofSeconds(5), 1, 0);
    return new Toolbox(
        cluster,
        new Reporter(cluster, clock, metrics, TestRecords.PROOFS),
        settings,
        new Surroundings(
            metrics,
            TestRecords.PROOFS,
            clock,
            () -> 0.5,
            Runnable::run,
            target -> {},
            () -> false,
            new DeletionGate(
                cluster::deleting,
                new FakeNamespaces(),
                new FakeUninstall(),
                settings.deletion(),
                null,
                clock),
            new FakeNamespaces()));
  }

  private HasMetadata declare(String namespace, String secretName) {
    HasMetadata declaration = declaration(namespace, secretName);
    declared.add(declaration);
    return declaration;
  }

  private static HasMetadata declaration(String namespace, String secretName) {
    return Kinds.declaration(
        LoopHarness.WEB.text(),
        new ObjectMetaBuilder().withNamespace(namespace).withName("web").build(),
        spec -> {
          if (secretName != null) {
            spec.credential = new CredentialReference();
            spec.credential.secretName = secretName;
          }
        });
  }

  private void putSecret(String namespace, String name, int version) {
    Map<String, String> data = new HashMap<>();
    for (String key : List.of("AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET")) {
      data.put(key, Base64.getEncoder().encodeToString("v".getBytes(UTF_8)));
    }
    secrets.put(
        namespace + "/" + name,
        new SecretBuilder()
            .withNewMetadata()
            .withUid("uid")
            .withResourceVersion(String.valueOf(version))
            .endMetadata()
            .withData(data)
            .build());
  }

  /** As a reconcile does; nothing of it stays here. */
  private void use(HasMetadata declaration) {
    assertThat(toolbox.of(credentials.of(declaration))).isNotNull();
  }

  /** A collection may pass over what was in use when another one began. */
  private void awaitAlive(long expected) {
    await()
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(connected.stream().filter(one -> one.get() != null).count())
                  .isEqualTo(expected);
            });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 23})
  void whatCameAndWentTwiceCostsNothing(int namespaces) {
    for (int round = 1; round <= 2; round++) {
      // Given
      int version = round;
      IntStream.range(0, namespaces)
          .mapToObj("shop-%d"::formatted)
          .forEach(
              namespace -> {
                putSecret(namespace, "azure-credential", version);
                use(declare(namespace, null));
              });
      assertThat(connected).hasSize(round * namespaces);
      unused.run();
      awaitAlive(namespaces);

      // When
      declared.clear();
      secrets.clear();
      unused.run();

      // Then
      awaitAlive(0);
    }
  }

  @Test
  void theOneBeforeAChangeOfTheSecretIsForgotten() {
    // Given
    HasMetadata declaration = declare("shop", "team");
    for (int version = 1; version <= 9; version++) {
      putSecret("shop", "team", version);
      clock.advance(Duration.ofMinutes(1));
      use(declaration);
    }

    // When
    clock.advance(Duration.ofMinutes(1));
    use(declaration);
    unused.run();

    // Then
    assertThat(connected).hasSize(9);
    awaitAlive(1);
    assertThat(connected.get(8).get()).as("the last").isNotNull();
  }

  @Test
  void whatIsUsedStaysAsItIs() {
    // Given
    putSecret("shop", "team", 1);
    putSecret("shop", "other", 1);
    HasMetadata declaration = declare("shop", "team");
    use(declaration("shop", "other"));
    Toolbox.Tools own = toolbox.of(credentials.of(declaration("empty", null)));
    Toolbox.Tools before = toolbox.of(credentials.of(declaration));

    // When
    unused.run();

    // Then
    assertThat(toolbox.of(credentials.of(declaration))).isSameAs(before);
    assertThat(toolbox.of(credentials.of(declaration("empty", null)))).isSameAs(own);
    assertThat(connected).hasSize(2);
    awaitAlive(1);
  }

  @Test
  void theToolsOfAnUnusedCredentialAreForgottenToo() {
    // Given
    putSecret("shop", "team", 1);
    Credential credential = credentials.of(declare("shop", "team"));
    Toolbox.Tools before = toolbox.of(credential);

    // When
    declared.clear();
    unused.run();

    // Then
    assertThat(toolbox.of(credential)).isNotSameAs(before);
  }

  @ParameterizedTest
  @CsvSource({"team", ","})
  void oneThatIsBeingDeletedKeepsTheFormerCredentialOfASecretThatIsGone(String name) {
    // Given
    putSecret("shop", name == null ? "azure-credential" : name, 1);
    HasMetadata declaration = declare("shop", name);
    String key = credentials.of(declaration).key();
    declaration.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");
    secrets.clear();

    // When
    for (int i = 0; i < 3; i++) {
      clock.advance(Duration.ofMinutes(10));
      unused.run();
      assertThat(credentials.of(declaration).key()).isEqualTo(key);
    }
    declared.clear();
    unused.run();

    // Then
    assertThat(credentials.of(declaration).key()).isNotEqualTo(key);
    awaitAlive(0);
  }

  @Test
  void aFailureDoesNotEndTheSchedule() {
    // Given
    UnusedCredentials failing =
        new UnusedCredentials(
            () -> {
              throw new IllegalStateException("the informers have stopped");
            },
            credentials,
            toolbox);

    // Then
    assertThatCode(failing::run).doesNotThrowAnyException();
  }
}
