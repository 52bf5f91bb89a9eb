package dev.managedidentity.testing;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.function.Consumer;

/** Edits an object as a person does with kubectl, while an operator writes its status. */
public final class Edits {
  private Edits() {}

  /** Makes the change to what is there by then, once more where somebody wrote in between. */
  public static <R extends HasMetadata> void edit(Resource<R> resource, Consumer<R> change) {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> isTaken(resource, change));
  }

  private static <R extends HasMetadata> boolean isTaken(Resource<R> resource, Consumer<R> change) {
    try {
      resource.edit(
          there -> {
            change.accept(there);
            return there;
          });
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return false;
      }
      throw e;
    }
  }
}
