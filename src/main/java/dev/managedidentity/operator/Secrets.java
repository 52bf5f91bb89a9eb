package dev.managedidentity.operator;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Optional;

/** Where Secrets are read. */
@FunctionalInterface
interface Secrets {

  /**
   * Empty if there is no such Secret.
   *
   * @throws Forbidden if the operator may not read it
   */
  Optional<Secret> find(String namespace, String name);

  /** The API server does not let the operator read a Secret. */
  final class Forbidden extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Forbidden(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * One by one and by name, never in a list and never watched: so the operator needs no right but
   * to get those that declarations name.
   */
  static Secrets in(KubernetesClient client) {
    return (namespace, name) -> {
      try {
        return Optional.ofNullable(client.secrets().inNamespace(namespace).withName(name).get());
      } catch (KubernetesClientException e) {
        if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
          throw new Forbidden(e.getMessage(), e);
        }
        throw e;
      }
    };
  }
}
