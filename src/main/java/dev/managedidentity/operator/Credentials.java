package dev.managedidentity.operator;

import dev.managedidentity.api.CredentialReference;
import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.Status;
import dev.managedidentity.api.UserAssignedIdentity;
import dev.managedidentity.azure.Application;
import dev.managedidentity.azure.Azure;
import dev.managedidentity.azure.Connections;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.plan.AccessRule;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * With whose rights Azure is asked and changed for an object: those of the Secret that it names,
 * else of its namespace's Secret {@value #OF_NAMESPACE}, else the operator's own.
 */
final class Credentials {

  /** The Secret of a namespace whose declarations name none. */
  static final String OF_NAMESPACE = "azure-credential";

  private static final String FORBIDDEN = "SecretForbidden";

  /** How old what is known of a Secret may be: many targets share one. */
  private static final Duration AGE = Duration.ofSeconds(10);

  private static final Pattern GUID =
      Pattern.compile("(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private final Secrets secrets;
  private final Connections azure;
  private final Credential own;
  private final AccessPolicy policy;
  private final CredentialRecords records;
  private final Clock clock;
  private final Map<String, Read> read = new ConcurrentHashMap<>();

  /**
   * A Secret as it was read last.
   *
   * @param credential empty if there is none of this name
   * @param former as it was before it went
   */
  private record Read(Optional<Credential> credential, Optional<Credential> former, Instant at) {

    /** Whether there is a Secret; of one that may not be read nobody knows. */
    boolean isThere() {
      return credential
          .filter(known -> known.problem().filter(p -> p.code().equals(FORBIDDEN)).isEmpty())
          .isPresent();
    }

    /**
     * With its namespace a Secret may go before the declarations do that need it to leave: they do
     * with what it was.
     */
    Optional<Credential> of(HasMetadata resource) {
      return resource.isMarkedForDeletion() ? credential.or(() -> former) : credential;
    }
  }

  /**
   * @param subscription of what names none and is asked for with the operator's own rights
   * @param policy which credentials a namespace may use
   * @param records which namespaces have used their Secret
   */
  Credentials(
      Secrets secrets,
      Connections azure,
      String subscription,
      AccessPolicy policy,
      CredentialRecords records,
      Clock clock) {
    this.secrets = secrets;
    this.azure = azure;
    this.own = Credential.own(azure.own(), subscription);
    this.policy = policy;
    this.records = records;
    this.clock = clock;
  }

  /** That of an object; one that cannot be used is one on which every call ends in a problem. */
  Credential of(HasMetadata resource) {
    String namespace = resource.getMetadata().getNamespace();
    CredentialReference named = named(resource);
    if (named != null) {
      return find(namespace, named.secretName)
          .of(resource)
          .orElseGet(() -> missing(namespace + "/" + named.secretName));
    }
    List<AccessRule> rules = policy.rules(namespace);
    if (!rules.isEmpty() && rules.stream().noneMatch(AccessRule::namespaceCredential)) {
      return own;
    }
    try {
      Read ofNamespace = find(namespace, OF_NAMESPACE);
      if (ofNamespace.isThere()) {
        records.record(namespace);
      }
      return ofNamespace.of(resource).orElseGet(() -> withoutSecret(resource, namespace, rules));
    } catch (CredentialRecords.Forbidden e) {
      return unusable(
          namespace + "/" + OF_NAMESPACE, "unrecorded", "RecordsForbidden", e.getMessage());
    }
  }

  /**
   * Without the Secret of the namespace, the operator's own credential serves only where that is no
   * step up: an AzureAccess allows it, or no Secret of this namespace was in use before. Otherwise
   * deleting a weak Secret would give a namespace the operator's permissions. A status alone cannot
   * decide it: it can be erased, and a declaration that is created again has none.
   */
  private Credential withoutSecret(HasMetadata resource, String namespace, List<AccessRule> rules) {
    if (!rules.isEmpty()) {
      return rules.stream().anyMatch(AccessRule::operatorCredential)
          ? own
          : required(namespace + "/" + OF_NAMESPACE);
    }
    boolean isUsed = isRecorded(resource, OF_NAMESPACE) || records.isRecorded(namespace);
    return isUsed ? gone(namespace + "/" + OF_NAMESPACE) : own;
  }

  /** Whether a declaration was carried out with this Secret before. */
  private static boolean isRecorded(HasMetadata resource, String secretName) {
    Status status =
        resource instanceof UserAssignedIdentity identity
            ? identity.getStatus()
            : ((IdentityDeclaration<?>) resource).getStatus();
    return status != null && secretName.equals(status.credentialSecret);
  }

  private static Credential gone(String key) {
    return unusable(
        key,
        "",
        "SecretNotFound",
        ("Secret %s, with whose credential the declarations of this namespace were carried out, is"
                + " gone, and the operator's own credential does not take its place. Create the"
                + " Secret again; or have a cluster administrator allow the operator's own"
                + " credential by an AzureAccess with credential: Operator.")
            .formatted(key));
  }

  /** Under an AzureAccess that allows the credential of a Secret and no other. */
  private static Credential required(String key) {
    return unusable(
        key,
        "",
        "SecretNotFound",
        ("There is no Secret %s, and the AzureAccess of this namespace does not allow the operator's"
                + " own credential. Create the Secret with the keys AZURE_TENANT_ID,"
                + " AZURE_CLIENT_ID and AZURE_CLIENT_SECRET; or have a cluster administrator allow"
                + " credential: Operator or Any in the AzureAccess.")
            .formatted(key));
  }

  /**
   * The subscription of an object that names none.
   *
   * @throws CredentialUnusable if its credential does not tell
   */
  DefaultSubscription subscription(HasMetadata resource) {
    Credential credential = of(resource);
    credential
        .problem()
        .ifPresent(
            problem -> {
              throw new CredentialUnusable(problem);
            });
    return credential.subscription();
  }

  /**
   * Forgets the Secrets that none of these uses.
   *
   * @param declared every declaration there is
   * @return the names of the credentials that are used, the operator's own apart
   */
  Set<String> retain(Stream<? extends HasMetadata> declared) {
    Set<String> used = declared.map(Credentials::secret).collect(Collectors.toSet());
    read.keySet().retainAll(used);
    return used;
  }

  /** The Secret in which the credential of an object is, if it is not the operator's own. */
  private static String secret(HasMetadata resource) {
    CredentialReference named = named(resource);
    return resource.getMetadata().getNamespace()
        + "/"
        + (named == null ? OF_NAMESPACE : named.secretName);
  }

  private static CredentialReference named(HasMetadata resource) {
    return resource instanceof UserAssignedIdentity identity
        ? identity.getSpec().credential
        : ((IdentityDeclaration<?>) resource).getSpec().credential;
  }

  private Read find(String namespace, String name) {
    String key = namespace + "/" + name;
    Instant now = clock.instant();
    Read last = read.getOrDefault(key, new Read(Optional.empty(), Optional.empty(), Instant.EPOCH));
    if (now.isBefore(last.at().plus(AGE))) {
      return last;
    }
    Optional<Credential> former = last.credential().or(last::former);
    Read fresh = new Read(read(namespace, name, former), former, now);
    read.put(key, fresh);
    return fresh;
  }

  private Optional<Credential> read(String namespace, String name, Optional<Credential> former) {
    String key = namespace + "/" + name;
    try {
      return secrets.find(namespace, name).map(secret -> of(key, secret, former));
    } catch (Secrets.Forbidden e) {
      String message =
          "The operator may not read Secret %s: grant its service account the verb get on it, with a"
              + " Role and a RoleBinding in namespace %s. The API server says: %s";
      return Optional.of(
          unusable(key, "forbidden", FORBIDDEN, message.formatted(key, namespace, e.getMessage())));
    }
  }

  /** The same object again while the Secret stays the same: it has signed in already. */
  private Credential of(String key, Secret secret, Optional<Credential> former) {
    return former
        .filter(known -> known.version().equals(version(secret)))
        .orElseGet(() -> of(key, secret));
  }

  private static String version(Secret secret) {
    return secret.getMetadata().getUid() + "/" + secret.getMetadata().getResourceVersion();
  }

  private Credential of(String key, Secret secret) {
    String version = version(secret);
    List<String> lacking = new ArrayList<>();
    String tenant = value(secret, "AZURE_TENANT_ID", lacking);
    String client = value(secret, "AZURE_CLIENT_ID", lacking);
    // Without one the operator's own token would have to vouch for whatever client is named.
    String password = value(secret, "AZURE_CLIENT_SECRET", lacking);
    if (!lacking.isEmpty()) {
      return unusable(
          key,
          version,
          "SecretIncomplete",
          "Secret %s lacks %s: add what is missing (az ad sp create-for-rbac prints all three)."
              .formatted(key, String.join(" and ", lacking)));
    }
    String subscription = value(secret, "AZURE_SUBSCRIPTION_ID", new ArrayList<>());
    if (subscription != null && !GUID.matcher(subscription).matches()) {
      return unusable(
          key,
          version,
          "SecretMistaken",
          "AZURE_SUBSCRIPTION_ID in Secret %s is no GUID: write the 36 characters that `az account show --query id` prints."
              .formatted(key));
    }
    try {
      String place = "Secret " + key;
      return new Credential(
          key,
          version,
          new DefaultSubscription(subscription, "in " + place),
          azure.as(new Application(tenant, client, password, place)),
          Optional.empty());
    } catch (IllegalArgumentException e) {
      return unusable(key, version, "SecretMistaken", "Secret " + key + ": " + e.getMessage());
    }
  }

  /** Null if there is none, or nothing but blanks. */
  private static String value(Secret secret, String name, List<String> lacking) {
    String encoded = secret.getData() == null ? null : secret.getData().get(name);
    String value =
        encoded == null
            ? ""
            : new String(Base64.getMimeDecoder().decode(encoded), StandardCharsets.UTF_8).strip();
    if (value.isEmpty()) {
      lacking.add(name);
      return null;
    }
    return value;
  }

  private static Credential missing(String key) {
    return unusable(
        key,
        "",
        "SecretNotFound",
        ("There is no Secret %s: create it with the keys AZURE_TENANT_ID, AZURE_CLIENT_ID and"
                + " AZURE_CLIENT_SECRET, or correct spec.credential.secretName.")
            .formatted(key));
  }

  private static Credential unusable(String key, String version, String code, String message) {
    Problem problem = Problem.noCredential(code, message);
    return new Credential(
        key,
        version,
        new DefaultSubscription(null, "in Secret " + key),
        Azure.without(problem),
        Optional.of(problem));
  }
}
