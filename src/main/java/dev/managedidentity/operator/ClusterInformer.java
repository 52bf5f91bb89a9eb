package dev.managedidentity.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The cluster-scoped objects of one kind as an informer shows them, from its start to its end. */
class ClusterInformer<R extends HasMetadata> implements AutoCloseable {

  /** How long the first list may take; the API server itself ends a request after a minute. */
  private static final Duration SYNC_TIMEOUT = Duration.ofMinutes(2);

  /**
   * Objects a page of a list. In pages, because only a list without a limit may be answered from an
   * old cache: what was written before the start must be in it.
   */
  private static final long LIST_PAGE = 500;

  private final String resource;
  private final BiPredicate<R, R> differ;
  private final SharedIndexInformer<R> informer;
  private final List<Consumer<R>> listeners = new CopyOnWriteArrayList<>();
  private volatile boolean started;

  /**
   * @param resource the plural by which permissions are granted, such as {@code namespaces}
   * @param differ whether listeners are to be notified of an update
   */
  ClusterInformer(
      KubernetesClient client, Class<R> kind, String resource, BiPredicate<R, R> differ) {
    this.resource = resource;
    this.differ = differ;
    this.informer = client.resources(kind).withLimit(LIST_PAGE).runnableInformer(0);
    informer.addEventHandler(new Changes());
    // Without a handler the informer stops for good at the first event it cannot read.
    informer.exceptionHandler((isStarted, problem) -> isStarted);
  }

  /**
   * Starts the informer and returns once it knows every object.
   *
   * @throws IllegalStateException with the cause and the remedy, if they cannot be listed
   */
  final void start() {
    try {
      informer.start().toCompletableFuture().get(SYNC_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      started = true;
    } catch (ExecutionException e) {
      throw new IllegalStateException(message(e.getCause()), e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "The API server did not list the %s within %d s."
              .formatted(resource, SYNC_TIMEOUT.toSeconds()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while listing the " + resource, e);
    }
  }

  private String message(Throwable cause) {
    int code = cause instanceof KubernetesClientException refusal ? refusal.getCode() : 0;
    String remedy =
        switch (code) {
          case HttpURLConnection.HTTP_FORBIDDEN ->
              ": grant its service account the verbs get, list and watch on %s with a ClusterRole, as deploy/operator-role.yaml does. The API server says: "
                  .formatted(resource);
          case HttpURLConnection.HTTP_NOT_FOUND ->
              ": apply the CustomResourceDefinitions in crds/. The API server says: ";
          default -> ": ";
        };
    return "The operator cannot list the " + resource + remedy + cause.getMessage();
  }

  /** Whether changes arrive; also before the start, when none are expected. */
  final boolean isWatching() {
    return !started || informer.isWatching();
  }

  /** An object by its name. Not to be changed: it is the informer's own. */
  public final Optional<R> find(String name) {
    return Optional.ofNullable(informer.getStore().getByKey(name));
  }

  /** All objects, in no order. Not to be changed: they are the informer's own. */
  public final Stream<R> all() {
    return informer.getStore().list().stream();
  }

  /**
   * Registers a listener. It gets each object that appears, differs or is deleted, on a thread of
   * the informer, and must return quickly. Register before the start.
   */
  final void addListener(Consumer<R> listener) {
    listeners.add(listener);
  }

  @Override
  public final void close() {
    informer.close();
  }

  private final class Changes implements ResourceEventHandler<R> {
    @Override
    public void onAdd(R added) {
      notifyOf(added);
    }

    @Override
    public void onUpdate(R before, R after) {
      if (differ.test(before, after)) {
        notifyOf(after);
      }
    }

    @Override
    public void onDelete(R deleted, boolean isFinalStateUnknown) {
      notifyOf(deleted);
    }

    private void notifyOf(R changed) {
      listeners.forEach(listener -> listener.accept(changed));
    }
  }
}
