package dev.managedidentity.endtoend;

import dev.managedidentity.api.Status;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** Every reason that one declaration gives, from now until it is closed. */
final class Watched implements AutoCloseable {
  private final Set<String> reasons = new ConcurrentSkipListSet<>();
  private final Watch watch;

  private Watched(
      Stage stage, Class<? extends CustomResource<?, ? extends Status>> kind, String name) {
    this.watch = watch(stage, kind, name);
  }

  static Watched of(
      Stage stage, Class<? extends CustomResource<?, ? extends Status>> kind, String name) {
    return new Watched(stage, kind, name);
  }

  private <R extends CustomResource<?, ? extends Status>> Watch watch(
      Stage stage, Class<R> kind, String name) {
    return stage
        .client
        .resources(kind)
        .inNamespace(stage.namespace)
        .withName(name)
        .watch(
            new Watcher<>() {
              @Override
              public void eventReceived(Action action, R declaration) {
                Stage.ready(declaration).ifPresent(ready -> reasons.add(ready.getReason()));
              }

              @Override
              public void onClose(WatcherException cause) {
                reasons.add("watch closed: " + cause.getMessage());
              }
            });
  }

  Set<String> reasons() {
    return reasons;
  }

  @Override
  public void close() {
    watch.close();
  }
}
