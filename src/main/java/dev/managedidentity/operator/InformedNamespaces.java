package dev.managedidentity.operator;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** The namespaces as an informer shows them, from its start to its end. */
final class InformedNamespaces implements Namespaces, AutoCloseable {

  /** How long the first list may take; the API server itself ends a request after a minute. */
  private static final Duration SYNC_TIMEOUT = Duration.ofMinutes(2);

  /**
   * Objects a page of a list. In pages, because only a list without a limit may be answered from an
   * old cache: an annotation that was set before the start must be in it.
   */
  private static final long LIST_PAGE = 500;

  private final SharedIndexInformer<Namespace> informer;
  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
  private volatile boolean started;

  InformedNamespaces(KubernetesClient client) {
    informer = client.namespaces().withLimit(LIST_PAGE).runnableInformer(0);
    informer.addEventHandler(new Changes());
    // Without a handler the informer stops for good at the first event it cannot read.
    informer.exceptionHandler((isStarted, problem) -> isStarted);
  }

  /**
   * Starts the informer and returns once it knows every namespace.
   *
   * @throws IllegalStateException with the cause and the remedy, if namespaces cannot be listed
   */
  void start() {
    try {
      informer.start().toCompletableFuture().get(SYNC_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      started = true;
    } catch (ExecutionException e) {
      throw new IllegalStateException(message(e.getCause()), e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "The API server did not list the namespaces within " + SYNC_TIMEOUT.toSeconds() + " s.",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while listing the namespaces", e);
    }
  }

  private static String message(Throwable cause) {
    boolean isForbidden =
        cause instanceof KubernetesClientException refusal
            && refusal.getCode() == HttpURLConnection.HTTP_FORBIDDEN;
    return "The operator cannot list the namespaces"
        + (isForbidden
            ? ": grant its service account the verbs get, list and watch on namespaces with a"
                + " ClusterRole, as deploy/operator-role.yaml does. The API server says: "
            : ": ")
        + cause.getMessage();
  }

  /** Whether changes of namespaces arrive; also before the start, when none are expected. */
  boolean isWatching() {
    return !started || informer.isWatching();
  }

  @Override
  public Optional<Namespace> find(String name) {
    return Optional.ofNullable(informer.getStore().getByKey(name));
  }

  @Override
  public void onChange(Consumer<String> listener) {
    listeners.add(listener);
  }

  @Override
  public void close() {
    informer.close();
  }

  private final class Changes implements ResourceEventHandler<Namespace> {
    @Override
    public void onAdd(Namespace added) {
      notifyOf(added);
    }

    @Override
    public void onUpdate(Namespace before, Namespace after) {
      if (differ(before.getMetadata(), after.getMetadata())) {
        notifyOf(after);
      }
    }

    @Override
    public void onDelete(Namespace deleted, boolean isFinalStateUnknown) {
      notifyOf(deleted);
    }

    private void notifyOf(Namespace changed) {
      String name = changed.getMetadata().getName();
      listeners.forEach(listener -> listener.accept(name));
    }

    private static boolean differ(ObjectMeta before, ObjectMeta after) {
      return !Objects.equals(before.getUid(), after.getUid())
          || !Objects.equals(before.getLabels(), after.getLabels())
          || !Objects.equals(before.getAnnotations(), after.getAnnotations())
          || !Objects.equals(before.getDeletionTimestamp(), after.getDeletionTimestamp());
    }
  }
}
