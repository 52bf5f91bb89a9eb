package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.api.CredentialReference;
import dev.managedidentity.api.DeletionPolicy;
import dev.managedidentity.api.Ensure;
import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.IdentityDeletionPolicy;
import dev.managedidentity.api.IdentityRow;
import dev.managedidentity.api.IdentitySpec;
import dev.managedidentity.api.IdentityState;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.LegacyExtension;
import dev.managedidentity.api.LegacyExtensionStatus;
import dev.managedidentity.api.Mode;
import dev.managedidentity.api.OperationStatus;
import dev.managedidentity.api.RoleAssignmentRow;
import dev.managedidentity.api.RoleAssignmentState;
import dev.managedidentity.api.Status;
import dev.managedidentity.api.SystemAssigned;
import dev.managedidentity.api.SystemAssignedStatus;
import dev.managedidentity.api.UserAssigned;
import dev.managedidentity.api.UserAssignedIdentity;
import dev.managedidentity.api.UserAssignedIdentitySpec;
import dev.managedidentity.api.UserAssignedIdentityStatus;
import dev.managedidentity.azure.Connections;
import dev.managedidentity.emulator.Emulator;
import dev.managedidentity.emulator.EmulatorOptions;
import dev.managedidentity.emulator.audit.ChangeRecord;
import dev.managedidentity.emulator.audit.RequestRecord;
import dev.managedidentity.testing.EmulatedSettings;
import dev.managedidentity.testing.Kinds;
import dev.managedidentity.testing.MutableClock;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A thousand manifests that ask for what they may not have, of all kinds, created, edited, deleted,
 * and with forged statuses. What reaches Azure is judged by rules that are written here again, and
 * share nothing with those of the operator.
 */
class HostileManifestsTest {
  private static final int MANIFESTS = 125;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> NAMESPACES = List.of("shop", "trusted", "evil");
  private static final List<String> GROUPS = List.of("shop-a", "trusted", "prod");
  private static final List<String> ROLES = List.of("Reader", "Contributor", "Owner");

  private static final String ACCESS =
      """
      apiVersion: managedidentity.dev/v1alpha1
      kind: AzureAccess
      metadata: {name: NAMESPACE}
      spec:
        namespaceSelector: {names: [NAMESPACE]}
        credential: Operator
        allowed: ALLOWED
      """;

  @TempDir Path directory;

  private final MutableClock clock = new MutableClock();
  private final FakeAccess access = new FakeAccess();
  private final Map<String, HasMetadata> declared = new HashMap<>();
  private final List<String> targets = new ArrayList<>();
  private final List<String> identities = new ArrayList<>();

  /**
   * What the operator assigned, as "target identity"; the system-assigned one is "target system".
   */
  private final Set<String> own = new HashSet<>();

  private SplittableRandom random;
  private Emulator emulator;
  private DrivenLoop loop;
  private String group;
  private int objects;
  private int writes;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void noWriteToAzureThatNoAzureAccessAllows(long seed) throws IOException {
    // Given
    random = new SplittableRandom(seed);
    try (Emulator started =
        Emulator.start(EmulatorOptions.in(directory).withClock(clock).withTimeFactor(0.01))) {
      emulator = started;
      setUp();
      long request = emulator.requests().size();
      long change = emulator.changes().size();

      // When
      for (int i = 0; i < MANIFESTS; i++) {
        attack();
        for (int reconciles = 0; reconciles < 2 && loop.nextLook().isPresent(); reconciles++) {
          loop.look();
        }

        // Then
        request = judgeRequests(request);
        change = judgeChanges(change);
      }
      assertThat(writes).as("the operator did something at all").isPositive();
    }
  }

  private void setUp() throws IOException {
    String subscription = emulator.environment().get("AZURE_SUBSCRIPTION_ID");
    group = "/subscriptions/" + subscription + "/resourceGroups/";
    for (String name : GROUPS) {
      emulator.azure().putResourceGroup(name, "westeurope");
    }
    for (String name : List.of("identities", "shop-ids")) {
      emulator.azure().putResourceGroup(name, "westeurope");
    }
    for (String name : List.of("shop-1", "shop-2", "trusted-1", "admin")) {
      identities.add(emulator.azure().putIdentity("identities", name));
    }
    for (String name : GROUPS) {
      targets.add(emulator.azure().putScaleSet(name, "set", having()));
      targets.add(emulator.azure().putVirtualMachine(name, "machine", having()));
    }
    access.isRequired = true;
    allow(
        "shop",
        "{modes: [Observe, Additive], targets: [\"%sshop-*/**\"], identities: [\"%sidentities/**/shop-*\"], manageIdentities: [\"%sshop-ids/**\"], roleAssignments: [{role: Reader, scope: \"%sshop-*/**\"}]}");
    allow(
        "trusted",
        "{modes: [Observe, Additive, Authoritative], targets: [\"%strusted/**\"], identities: [\"%sidentities/**/trusted-*\"]}");
    loop =
        new DrivenLoop(
            Connections.to(EmulatedSettings.of(emulator.environment()), clock),
            clock,
            subscription,
            settings -> settings,
            access);
  }

  private void allow(String namespace, String allowed) {
    access.apply(
        ACCESS.replace("NAMESPACE", namespace).replace("ALLOWED", allowed.replace("%s", group)));
  }

  /** Every target has identities that are nobody's to remove. */
  private ObjectNode having() {
    ObjectNode body = JSON.createObjectNode();
    ObjectNode identity = body.putObject("identity").put("type", "SystemAssigned, UserAssigned");
    ObjectNode users = identity.putObject("userAssignedIdentities");
    identities.subList(1, identities.size()).forEach(id -> users.putObject(id));
    return body;
  }

  private void attack() {
    String key = any(NAMESPACES) + "/" + any(List.of("a", "b", "c", "d"));
    HasMetadata there = loop.find(key).orElse(null);
    if (there == null) {
      put(key, created(key));
      return;
    }
    switch (random.nextInt(4)) {
      case 0 -> {
        there.getMetadata().setDeletionTimestamp("2026-03-01T00:00:00Z");
        loop.put(there);
      }
      case 1 -> {
        forge(there);
        loop.put(there);
      }
      default -> {
        edit(there);
        loop.put(there);
      }
    }
  }

  private void put(String key, HasMetadata object) {
    declared.put(key, object);
    loop.put(object);
  }

  private HasMetadata created(String key) {
    objects++;
    ObjectMeta metadata =
        new ObjectMetaBuilder()
            .withNamespace(key.substring(0, key.indexOf('/')))
            .withName(key.substring(key.indexOf('/') + 1))
            .withUid("uid-" + objects)
            .withGeneration(1L)
            .withCreationTimestamp(
                Instant.parse("2026-01-01T00:00:00Z").plusSeconds(objects).toString())
            .build();
    HasMetadata object;
    if (random.nextInt(4) == 0) {
      UserAssignedIdentity identity = new UserAssignedIdentity();
      identity.setMetadata(metadata);
      identity.setSpec(new UserAssignedIdentitySpec());
      identity.getSpec().resourceGroup = any(List.of("identities", "shop-ids", "prod"));
      identity.getSpec().name = any(List.of("shop-1", "admin", "fresh"));
      say(identity.getSpec());
      object = identity;
    } else {
      object = Kinds.declaration(any(targets), metadata, this::say);
    }
    if (random.nextBoolean()) {
      forge(object);
    }
    return object;
  }

  private void edit(HasMetadata object) {
    object.getMetadata().setGeneration(object.getMetadata().getGeneration() + 1);
    if (object instanceof UserAssignedIdentity identity) {
      say(identity.getSpec());
    } else {
      IdentitySpec spec = ((IdentityDeclaration<?>) object).getSpec();
      spec.userAssigned.clear();
      spec.roleAssignments.clear();
      say(spec);
    }
  }

  private void say(UserAssignedIdentitySpec spec) {
    spec.tags = random.nextBoolean() ? Map.of("owner", "me") : null;
    spec.deletionPolicy = any(List.of(IdentityDeletionPolicy.values()));
    spec.roleAssignments.clear();
    if (random.nextBoolean()) {
      spec.roleAssignments.add(LoopHarness.role(any(ROLES), scope()));
    }
  }

  private void say(IdentitySpec spec) {
    spec.mode = any(List.of(Mode.values()));
    spec.deletionPolicy = any(List.of(DeletionPolicy.values()));
    spec.systemAssigned = random.nextInt(3) == 0 ? null : any(List.of(SystemAssigned.values()));
    spec.suspend = random.nextInt(8) == 0;
    for (String id : identities) {
      if (random.nextBoolean()) {
        UserAssigned entry = new UserAssigned();
        entry.id =
            random.nextBoolean()
                ? id
                : id.toUpperCase(Locale.ROOT).replace("/SUBSCRIPTIONS", "/subscriptions");
        entry.ensure = any(List.of(Ensure.values()));
        spec.userAssigned.add(entry);
      }
    }
    if (random.nextBoolean()) {
      spec.roleAssignments.add(LoopHarness.role(any(ROLES), scope()));
    }
    spec.legacyExtension = null;
    if (random.nextInt(3) == 0) {
      spec.legacyExtension = new LegacyExtension();
      spec.legacyExtension.os = LegacyExtension.OperatingSystem.Linux;
      spec.legacyExtension.state = any(List.of(LegacyExtension.Presence.values()));
    }
    spec.credential = null;
    if (random.nextInt(10) == 0) {
      spec.credential = new CredentialReference();
      spec.credential.secretName = "mine";
    }
  }

  private String scope() {
    return any(List.of(group + "prod", group + "shop-a", targets.get(0), targets.get(4)));
  }

  /** What anyone with write access to a status can put there. */
  private void forge(HasMetadata object) {
    if (object instanceof UserAssignedIdentity identity) {
      UserAssignedIdentityStatus status = new UserAssignedIdentityStatus();
      status.id = any(identities);
      status.tags = new ArrayList<>(List.of("owner"));
      status.observedGeneration = 1L;
      roles(status);
      identity.setStatus(status);
      return;
    }
    IdentityStatus status = new IdentityStatus();
    status.observedGeneration = 1L;
    status.targetId = any(targets);
    for (String id : identities) {
      IdentityRow row = new IdentityRow();
      row.id = id;
      row.owned = random.nextBoolean();
      row.state = any(List.of(IdentityState.values()));
      status.identities.add(row);
    }
    status.systemAssigned = new SystemAssignedStatus();
    status.systemAssigned.owned = true;
    status.systemAssigned.state = IdentityState.Assigned;
    status.legacyExtension = new LegacyExtensionStatus();
    status.legacyExtension.owned = true;
    status.legacyExtension.name = "ManagedIdentityExtensionForLinux";
    status.legacyExtension.state = IdentityState.Assigned;
    roles(status);
    if (random.nextInt(4) == 0) {
      status.operation = new OperationStatus();
      status.operation.url = "https://attacker.example/operations/1";
      status.operation.startTime = clock.instant().toString();
    }
    IdentityDeclaration<?> declaration = (IdentityDeclaration<?>) object;
    declaration.setStatus(status);
  }

  private void roles(Status status) {
    for (String id :
        List.of(
            any(targets),
            group + "prod",
            any(targets)
                + "/providers/Microsoft.Authorization/roleAssignments/11111111-2222-3333-4444-555555555555")) {
      RoleAssignmentRow row = new RoleAssignmentRow();
      row.id = id;
      row.role = any(ROLES);
      row.scope = scope();
      row.principalId = "11111111-2222-3333-4444-555555555555";
      row.owned = true;
      row.state = RoleAssignmentState.Granted;
      status.roleAssignments.add(row);
    }
  }

  /** Everything but the identities of targets, which their changes tell. */
  private long judgeRequests(long from) {
    List<RequestRecord> all = emulator.requests();
    for (RequestRecord request : all.subList((int) from, all.size())) {
      boolean isWrite =
          !request.method().equals("GET")
              && !request.path().toLowerCase(Locale.ROOT).contains("oauth2");
      if (isWrite && !request.method().equals("POST")) {
        writes++;
        assertThat(isAllowed(request)).as("%s", request).isTrue();
      }
    }
    return all.size();
  }

  private boolean isAllowed(RequestRecord request) {
    String path = request.path().toLowerCase(Locale.ROOT);
    String groups = group.toLowerCase(Locale.ROOT);
    boolean inShop = path.startsWith(groups + "shop-a/");
    boolean inTrusted = path.startsWith(groups + "trusted/");
    if (path.contains("/providers/microsoft.authorization/")) {
      // Only Reader, only below a resource group of the shop, never on the group itself.
      return path.contains("/roleassignments/")
          && path.startsWith(groups + "shop-a/providers/microsoft.compute/");
    }
    if (path.contains("/extensions/")) {
      return inShop || inTrusted;
    }
    if (path.contains("/microsoft.compute/")) {
      return request.method().equals("PATCH") && (inShop || inTrusted);
    }
    return path.contains("/microsoft.managedidentity/") && path.startsWith(groups + "shop-ids/");
  }

  private long judgeChanges(long from) {
    List<ChangeRecord> all = emulator.changes();
    for (ChangeRecord change : all.subList((int) from, all.size())) {
      judge(change);
    }
    return all.size();
  }

  private void judge(ChangeRecord change) {
    String target = change.target().toLowerCase(Locale.ROOT);
    String groups = group.toLowerCase(Locale.ROOT);
    boolean inShop = target.startsWith(groups + "shop-a/");
    boolean inTrusted = target.startsWith(groups + "trusted/");
    assertThat(inShop || inTrusted).as("%s", change).isTrue();
    Set<String> before = users(change.before());
    Set<String> after = users(change.after());
    for (String id : minus(after, before)) {
      String prefix = inShop ? "/shop-" : "/trusted-";
      assertThat(id).as("assigned by %s", change).contains(prefix);
      own.add(target + " " + id);
    }
    for (String id : minus(before, after)) {
      boolean isAllowed =
          inShop
              ? id.contains("/shop-") && own.contains(target + " " + id)
              : id.contains("/trusted-");
      assertThat(isAllowed).as("removed %s by %s", id, change).isTrue();
      own.remove(target + " " + id);
    }
    boolean hadSystem = hasSystem(change.before());
    boolean hasSystem = hasSystem(change.after());
    if (!hadSystem && hasSystem) {
      own.add(target + " system");
    }
    if (hadSystem && !hasSystem) {
      assertThat(inTrusted || own.remove(target + " system"))
          .as("the system-assigned identity disabled by %s", change)
          .isTrue();
    }
  }

  private static Set<String> users(JsonNode identity) {
    Set<String> users = new TreeSet<>();
    identity
        .path("userAssignedIdentities")
        .fieldNames()
        .forEachRemaining(id -> users.add(id.toLowerCase(Locale.ROOT)));
    return users;
  }

  private static boolean hasSystem(JsonNode identity) {
    return identity.path("type").asText("").contains("SystemAssigned");
  }

  private static Set<String> minus(Set<String> some, Collection<String> others) {
    Set<String> left = new TreeSet<>(some);
    left.removeAll(others);
    return left;
  }

  private <T> T any(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
