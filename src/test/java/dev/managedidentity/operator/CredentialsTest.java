package dev.managedidentity.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.managedidentity.api.CredentialReference;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.ScaleSetIdentity;
import dev.managedidentity.api.UserAssignedIdentity;
import dev.managedidentity.api.UserAssignedIdentitySpec;
import dev.managedidentity.azure.Application;
import dev.managedidentity.azure.Azure;
import dev.managedidentity.azure.Connections;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.testing.Kinds;
import dev.managedidentity.testing.MutableClock;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsTest {
  private static final String SUBSCRIPTION = "5b000000-0000-4000-8000-000000000001";

  private final Map<String, Secret> secrets = new HashMap<>();
  private final List<Application> applications = new ArrayList<>();
  private final MutableClock clock = new MutableClock();
  private final FakeAccess access = new FakeAccess();
  private final FakeCredentialRecords records = new FakeCredentialRecords();
  private boolean isAnyForbidden;
  private int reads;
  private Credentials credentials = start();

  /** As a process that has just started: only the records are left. */
  private Credentials start() {
    return new Credentials(this::find, new Signed(), SUBSCRIPTION, access, records, clock);
  }

  /** Remembers who signed in. */
  private final class Signed implements Connections {
    @Override
    public Azure own() {
      return new Azure(
          new FakeCompute(),
          new FakeIdentities(),
          new FakeRoles(),
          new FakeRights(),
          new FakeActivityLog());
    }

    @Override
    public Azure as(Application application) {
      if (application.tenantId().contains(" ")) {
        throw new IllegalArgumentException("AZURE_TENANT_ID is odd");
      }
      applications.add(application);
      return own();
    }

    @Override
    public void stop() {}
  }

  private Optional<Secret> find(String namespace, String name) {
    reads++;
    if (isAnyForbidden || name.equals("forbidden")) {
      throw new Secrets.Forbidden("secrets \"forbidden\" is forbidden", null);
    }
    return Optional.ofNullable(secrets.get(namespace + "/" + name));
  }

  private void put(String key, int version, String... lines) {
    Map<String, String> data = new HashMap<>();
    for (String line : lines) {
      int equals = line.indexOf('=');
      byte[] value = line.substring(equals + 1).getBytes(UTF_8);
      data.put(line.substring(0, equals), Base64.getEncoder().encodeToString(value));
    }
    secrets.put(
        key,
        new SecretBuilder()
            .withNewMetadata()
            .withUid("uid")
            .withResourceVersion(String.valueOf(version))
            .endMetadata()
            .withData(data)
            .build());
  }

  private void putWhole(String key, int version) {
    put(
        key,
        version,
        "AZURE_TENANT_ID=tenant",
        "AZURE_CLIENT_ID=client" + version,
        "AZURE_CLIENT_SECRET=secret\n");
  }

  private static HasMetadata declaration(String secretName) {
    return Kinds.declaration(
        LoopHarness.WEB.text(), metadata(), spec -> spec.credential = reference(secretName));
  }

  private static HasMetadata leaving(String secretName) {
    HasMetadata declaration = declaration(secretName);
    declaration.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");
    return declaration;
  }

  private static ObjectMeta metadata() {
    return new ObjectMetaBuilder().withNamespace("shop").withName("web").build();
  }

  private static CredentialReference reference(String secretName) {
    if (secretName == null) {
      return null;
    }
    CredentialReference reference = new CredentialReference();
    reference.secretName = secretName;
    return reference;
  }

  private Problem problem(HasMetadata declaration) {
    Credential credential = credentials.of(declaration);
    Problem problem = credential.problem().orElseThrow();
    assertThat(credential.azure().compute().read(LoopHarness.WEB).problem())
        .as("what every call ends in")
        .contains(problem);
    return problem;
  }

  @Test
  void withoutAnySecretItIsTheOperatorsOwn() {
    assertThat(credentials.of(declaration(null)).isOwn()).isTrue();
    assertThat(credentials.subscription(declaration(null)).id()).isEqualTo(SUBSCRIPTION);
  }

  @Test
  void thatOfTheNamespaceIsUsedWhereNoneIsNamed() {
    // Given
    putWhole("shop/azure-credential", 1);
    putWhole("elsewhere/azure-credential", 2);

    // Then
    assertThat(credentials.of(declaration(null)).name()).isEqualTo("shop/azure-credential");
    assertThat(applications)
        .containsExactly(
            new Application("tenant", "client1", "secret", "Secret shop/azure-credential"));
  }

  @Test
  void theOneThatIsNamedComesFirstForIdentitiesToo() {
    // Given
    putWhole("shop/azure-credential", 1);
    putWhole("shop/team", 2);
    UserAssignedIdentity identity = new UserAssignedIdentity();
    identity.setMetadata(metadata());
    identity.setSpec(new UserAssignedIdentitySpec());
    identity.getSpec().credential = reference("team");

    // Then
    assertThat(credentials.of(declaration("team")).name()).isEqualTo("shop/team");
    assertThat(credentials.of(identity).name()).isEqualTo("shop/team");
  }

  @Test
  void oneThatIsNotThereIsNotReplacedByAnother() {
    // Given
    putWhole("shop/azure-credential", 1);

    // Then
    assertThat(problem(declaration("team")).message())
        .contains("There is no Secret shop/team", "AZURE_CLIENT_SECRET", "spec.credential");
    assertThatThrownBy(() -> credentials.subscription(declaration("team")))
        .isInstanceOf(CredentialUnusable.class)
        .hasMessageContaining("There is no Secret shop/team");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          AZURE_TENANT_ID=t AZURE_CLIENT_ID=c                        | lacks AZURE_CLIENT_SECRET:
          AZURE_TENANT_ID=t AZURE_CLIENT_SECRET=s                    | lacks AZURE_CLIENT_ID:
          AZURE_TENANT_ID= AZURE_CLIENT_ID= AZURE_CLIENT_SECRET=s    | lacks AZURE_TENANT_ID and AZURE_CLIENT_ID:
          tenant=t                                                   | lacks AZURE_TENANT_ID and AZURE_CLIENT_ID and AZURE_CLIENT_SECRET:
          AZURE_TENANT_ID=t AZURE_CLIENT_ID=c AZURE_CLIENT_SECRET=s AZURE_SUBSCRIPTION_ID=main | AZURE_SUBSCRIPTION_ID in Secret shop/team is no GUID
          """)
  void whatIsWrongWithASecretIsNamedAndWhatIsInItIsNot(String data, String words) {
    // Given
    put("shop/team", 1, data.strip().split(" ", -1));

    // Then
    assertThat(problem(declaration("team")).message()).contains(words, "Secret shop/team");
    assertThat(credentials.of(declaration("team")).toString()).doesNotContain("CLIENT_SECRET=s");
  }

  @Test
  void whatTheConnectionRefusesIsToldWithTheSecretsName() {
    // Given
    put("shop/team", 1, "AZURE_TENANT_ID=a b", "AZURE_CLIENT_ID=c", "AZURE_CLIENT_SECRET=s");

    // Then
    assertThat(problem(declaration("team")).message())
        .isEqualTo("Secret shop/team: AZURE_TENANT_ID is odd");
  }

  @Test
  void oneThatMayNotBeReadIsToldWithTheRightThatIsMissing() {
    assertThat(problem(declaration("forbidden")).message())
        .contains("may not read Secret shop/forbidden", "the verb get", "RoleBinding", "shop");
  }

  @Test
  void theSubscriptionIsThatOfTheSecretAndNoOther() {
    // Given
    putWhole("shop/bare", 1);
    put(
        "shop/whole",
        1,
        "AZURE_TENANT_ID=t",
        "AZURE_CLIENT_ID=c",
        "AZURE_CLIENT_SECRET=s",
        "AZURE_SUBSCRIPTION_ID=" + SUBSCRIPTION.replace("1", "2"));

    // Then
    assertThat(credentials.subscription(declaration("whole")).id()).endsWith("2");
    DefaultSubscription none = credentials.subscription(declaration("bare"));
    assertThat(none.id()).isNull();
    assertThat(none.place()).isEqualTo("in Secret shop/bare");
  }

  @Test
  void manyDeclarationsReadASecretOnceAndSignInOnce() {
    // Given
    putWhole("shop/team", 1);

    // When
    for (int i = 0; i < 1000; i++) {
      credentials.of(declaration("team"));
    }
    clock.advance(Duration.ofMinutes(1));
    Credential later = credentials.of(declaration("team"));

    // Then
    assertThat(reads).isEqualTo(2);
    assertThat(applications).hasSize(1);
    assertThat(later.azure()).isSameAs(credentials.of(declaration("team")).azure());
  }

  @Test
  void oneThatChangesIsAnother() {
    // Given
    putWhole("shop/team", 1);
    String before = credentials.of(declaration("team")).key();

    // When
    putWhole("shop/team", 2);
    clock.advance(Duration.ofMinutes(1));

    // Then
    assertThat(credentials.of(declaration("team")).key()).isNotEqualTo(before);
    assertThat(applications)
        .extracting(Application::clientId)
        .containsExactly("client1", "client2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"team", "azure-credential"})
  void oneThatGoesServesThoseThatLeaveAndNoOthers(String name) {
    // Given
    putWhole("shop/" + name, 1);
    String named = name.equals("team") ? name : null;
    Credential before = credentials.of(declaration(named));

    // When
    secrets.clear();
    clock.advance(Duration.ofMinutes(1));

    // Then
    assertThat(credentials.of(leaving(named))).isEqualTo(before);
    assertThat(credentials.of(declaration(named)).key()).isNotEqualTo(before.key());

    // When
    clock.advance(Duration.ofHours(1));

    // Then
    assertThat(credentials.of(leaving(named))).isEqualTo(before);
  }

  /** A namespace with a weak Secret: its declarations never get the operator's own credential. */
  @ParameterizedTest(name = "restarted: {0}, status kept: {1}")
  @CsvSource({"false, false", "false, true", "true, false", "true, true"})
  void deletingTheSecretOfANamespaceGivesNobodyTheOperatorsOwn(
      boolean isRestarted, boolean isStatusKept) {
    // Given
    putWhole("shop/azure-credential", 1);
    assertThat(credentials.of(declaration(null)).name()).isEqualTo("shop/azure-credential");

    // When: also for a declaration that is created again, or whose status was erased
    secrets.clear();
    clock.advance(Duration.ofMinutes(1));
    credentials = isRestarted ? start() : credentials;
    HasMetadata declaration = isStatusKept ? carriedOut() : declaration(null);

    // Then
    assertThat(problem(declaration).message())
        .contains("Secret shop/azure-credential", "is gone", "Create the Secret again")
        .contains("AzureAccess with credential: Operator");
    UserAssignedIdentity identity = new UserAssignedIdentity();
    identity.setMetadata(metadata());
    identity.setSpec(new UserAssignedIdentitySpec());
    assertThat(problem(identity).code()).isEqualTo("SecretNotFound");

    // When
    putWhole("shop/azure-credential", 2);
    clock.advance(Duration.ofMinutes(1));

    // Then
    assertThat(credentials.of(declaration).problem()).isEmpty();
  }

  private static HasMetadata carriedOut() {
    ScaleSetIdentity declaration = (ScaleSetIdentity) declaration(null);
    declaration.setStatus(new IdentityStatus());
    declaration.getStatus().credentialSecret = "azure-credential";
    return declaration;
  }

  @Test
  void aStatusAloneKeepsADeclarationFromTheOperatorsOwn() {
    // Given: it was written before the namespace was on record
    assertThat(records.namespaces).isEmpty();

    // Then
    assertThat(problem(carriedOut()).code()).isEqualTo("SecretNotFound");
    assertThat(credentials.of(declaration(null)).isOwn()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"Operator, true", "Any, true", "Namespace, false"})
  void withAnAzureAccessThatAloneDecides(String allowed, boolean isOwn) {
    // Given
    access.apply(
        """
        apiVersion: managedidentity.dev/v1alpha1
        kind: AzureAccess
        metadata: {name: shop}
        spec: {namespaceSelector: {names: [shop]}, credential: %s, allowed: {}}
        """
            .formatted(allowed));
    records.namespaces.add("shop");

    // Then
    Credential credential = credentials.of(carriedOut());
    assertThat(credential.isOwn()).isEqualTo(isOwn);
    credential
        .problem()
        .ifPresent(
            problem ->
                assertThat(problem.message())
                    .contains("no Secret shop/azure-credential", "Create the Secret")
                    .contains("does not allow the operator's own credential"));
    assertThat(credential.problem().isEmpty()).isEqualTo(isOwn);
  }

  @Test
  void aSecretIsOnRecordBeforeItIsUsed() {
    // Given
    records.isForbidden = true;
    putWhole("shop/azure-credential", 1);

    // Then: neither it nor the operator's own
    assertThat(problem(declaration(null)).message()).contains("ConfigMap operators/records");

    // When
    records.isForbidden = false;

    // Then
    assertThat(credentials.of(declaration(null)).problem()).isEmpty();
    assertThat(records.namespaces).containsExactly("shop");
  }

  @Test
  void whetherANamespaceHasUsedItsSecretMustBeKnownWithoutOne() {
    // Given
    records.isForbidden = true;

    // Then
    assertThat(problem(declaration(null)).code()).isEqualTo("RecordsForbidden");
  }

  @Test
  void aSecretThatMayNotBeReadIsNotOnRecord() {
    // Given
    isAnyForbidden = true;
    assertThat(problem(declaration(null)).code()).isEqualTo("SecretForbidden");

    // When: it may be read, and there is none
    isAnyForbidden = false;
    clock.advance(Duration.ofMinutes(1));

    // Then
    assertThat(records.namespaces).isEmpty();
    assertThat(credentials.of(declaration(null)).isOwn()).isTrue();
  }

  @Test
  void aSecretThatIsThereAndCannotBeUsedIsOnRecord() {
    // Given
    put("shop/azure-credential", 1, "AZURE_TENANT_ID=t", "AZURE_CLIENT_ID=c");

    // Then
    assertThat(problem(declaration(null)).message()).contains("lacks AZURE_CLIENT_SECRET");
    assertThat(records.namespaces).containsExactly("shop");
  }

  @Test
  void aNamedSecretSaysNothingOfThatOfTheNamespace() {
    // Given
    putWhole("shop/team", 1);

    // When
    assertThat(credentials.of(declaration("team")).problem()).isEmpty();

    // Then
    assertThat(records.namespaces).isEmpty();
  }

  @Test
  void theApplicationKeepsItsSecretToItself() {
    assertThat(new Application("t", "c", "hunter2", "Secret shop/team").toString())
        .doesNotContain("hunter2")
        .contains("Secret shop/team");
  }
}
