package dev.managedidentity.operator;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.stream.Stream;

/**
 * The key that proves ownership records, in a Secret of the operator's own namespace. The first
 * operator that finds none makes it; without it nothing that is on record would ever be removed.
 */
final class RecordKey {
  static final String SECRET = "scaleset-identity-record-key";
  static final String ENTRY = "key";
  private static final int BYTES = 32;

  private RecordKey() {}

  /**
   * Reads the key, and makes one where there is none.
   *
   * @param namespace null or empty for the one of the client's configuration: the pod's, or that of
   *     the kubeconfig's context
   * @throws IllegalStateException if there is no key to be had; the message gives the remedy
   */
  static byte[] in(KubernetesClient client, String namespace) {
    String where = namespace(client, namespace);
    return key(where, find(client, where));
  }

  /** The namespace of the operator, where the key is kept. */
  static String namespace(KubernetesClient client, String namespace) {
    return Stream.of(namespace, client.getConfiguration().getNamespace())
        .filter(named -> named != null && !named.isEmpty())
        .findFirst()
        // What a context of a kubeconfig that names none stands for.
        .orElse("default");
  }

  private static Secret find(KubernetesClient client, String namespace) {
    try {
      Secret there = client.secrets().inNamespace(namespace).withName(SECRET).get();
      return there == null ? make(client, namespace) : there;
    } catch (KubernetesClientException e) {
      throw new IllegalStateException(
          "Secret %s/%s, which holds the key of the ownership records, cannot be had: %s. Let the"
                  .formatted(namespace, SECRET, e.getMessage())
              + " operator's service account get the Secret of this name, and create Secrets, in this"
              + " namespace (deploy/record-key-role.yaml), or name another with --operator-namespace",
          e);
    }
  }

  private static Secret make(KubernetesClient client, String namespace) {
    byte[] key = new byte[BYTES];
    new SecureRandom().nextBytes(key);
    Secret fresh =
        new SecretBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(SECRET)
            .addToLabels("app.kubernetes.io/managed-by", "scaleset-identity")
            .endMetadata()
            // With another key no record that was written before would be valid.
            .withImmutable(true)
            .addToData(ENTRY, Base64.getEncoder().encodeToString(key))
            .build();
    try {
      return client.resource(fresh).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      // Another replica was first, and its key is the one.
      Secret there = client.secrets().inNamespace(namespace).withName(SECRET).get();
      if (there == null) {
        throw e;
      }
      return there;
    }
  }

  private static byte[] key(String namespace, Secret secret) {
    byte[] key = decoded(secret);
    if (key.length < BYTES) {
      throw new IllegalStateException(
          "Secret %s/%s does not hold a key of %d bytes or more in its entry '%s'. Restore it from a"
                  .formatted(namespace, SECRET, BYTES, ENTRY)
              + " backup. If there is none, delete it and restart the operator: it makes another key,"
              + " and what it assigned so far then counts as there before, so it is not removed");
    }
    return key;
  }

  private static byte[] decoded(Secret secret) {
    String text = secret.getData() == null ? null : secret.getData().get(ENTRY);
    try {
      return text == null ? new byte[0] : Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }
}
