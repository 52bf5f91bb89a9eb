package dev.managedidentity.demo;

import dev.managedidentity.api.Status;
import dev.managedidentity.testing.Kinds;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The declarations as a client sees them change. */
final class Watched implements AutoCloseable {
  private final KubernetesClient client;
  private final Map<String, CustomResource<?, ? extends Status>> latest = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<CustomResource<?, ? extends Status>> changes =
      new ConcurrentLinkedQueue<>();
  private final List<SharedIndexInformer<?>> informers = new ArrayList<>();

  Watched(KubernetesClient client) {
    this.client = client;
    Kinds.ALL.forEach(kind -> informers.add(inform(kind)));
  }

  private <R extends CustomResource<?, ? extends Status>> SharedIndexInformer<R> inform(
      Class<R> kind) {
    return client.resources(kind).inAnyNamespace().inform(new Notes<>());
  }

  /** Notes each change in the order in which it came. */
  private final class Notes<R extends CustomResource<?, ? extends Status>>
      implements ResourceEventHandler<R> {
    @Override
    public void onAdd(R added) {
      latest.put(key(added), added);
      changes.add(added);
    }

    @Override
    public void onUpdate(R before, R after) {
      latest.put(key(after), after);
      changes.add(after);
    }

    @Override
    public void onDelete(R gone, boolean stateIsUnknown) {
      latest.remove(key(gone));
    }
  }

  /** Unique among the kinds: two of them may have a name in common. */
  static String key(HasMetadata resource) {
    return resource.getKind()
        + " "
        + resource.getMetadata().getNamespace()
        + "/"
        + resource.getMetadata().getName();
  }

  Optional<CustomResource<?, ? extends Status>> latest(Example example) {
    return Optional.ofNullable(latest.get(key(example.declaration())));
  }

  /** What changed of one declaration since the last call; of the others it is forgotten. */
  List<CustomResource<?, ? extends Status>> news(Example example) {
    List<CustomResource<?, ? extends Status>> news = new ArrayList<>();
    for (CustomResource<?, ? extends Status> one = changes.poll();
        one != null;
        one = changes.poll()) {
      if (key(one).equals(key(example.declaration()))) {
        news.add(one);
      }
    }
    return news;
  }

  /** The resource versions of everything that the operator writes to: declarations and events. */
  Map<String, String> versions() {
    Map<String, String> versions = new TreeMap<>();
    for (Class<? extends CustomResource<?, ? extends Status>> kind : Kinds.ALL) {
      client
          .resources(kind)
          .inAnyNamespace()
          .list()
          .getItems()
          .forEach(one -> versions.put(key(one), one.getMetadata().getResourceVersion()));
    }
    client.events().v1().events().inAnyNamespace().list().getItems().stream()
        .forEach(one -> versions.put(key(one), one.getMetadata().getResourceVersion()));
    return versions;
  }

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::close);
  }
}
