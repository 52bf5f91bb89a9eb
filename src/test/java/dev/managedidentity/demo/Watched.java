package dev.managedidentity.demo;

import dev.managedidentity.api.ScaleSetIdentity;
import io.fabric8.kubernetes.api.model.HasMetadata;
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
  private final Map<String, ScaleSetIdentity> latest = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<ScaleSetIdentity> changes = new ConcurrentLinkedQueue<>();
  private final SharedIndexInformer<ScaleSetIdentity> informer;

  Watched(KubernetesClient client) {
    this.client = client;
    this.informer = client.resources(ScaleSetIdentity.class).inAnyNamespace().inform(new Notes());
  }

  /** Notes each change in the order in which it came. */
  private final class Notes implements ResourceEventHandler<ScaleSetIdentity> {
    @Override
    public void onAdd(ScaleSetIdentity added) {
      latest.put(key(added), added);
      changes.add(added);
    }

    @Override
    public void onUpdate(ScaleSetIdentity before, ScaleSetIdentity after) {
      latest.put(key(after), after);
      changes.add(after);
    }

    @Override
    public void onDelete(ScaleSetIdentity gone, boolean stateIsUnknown) {
      latest.remove(key(gone));
    }
  }

  private static String key(HasMetadata resource) {
    return resource.getMetadata().getNamespace() + "/" + resource.getMetadata().getName();
  }

  Optional<ScaleSetIdentity> latest(Example example) {
    return Optional.ofNullable(latest.get(example.key()));
  }

  /** What changed of one declaration since the last call; of the others it is forgotten. */
  List<ScaleSetIdentity> news(Example example) {
    List<ScaleSetIdentity> news = new ArrayList<>();
    for (ScaleSetIdentity one = changes.poll(); one != null; one = changes.poll()) {
      if (key(one).equals(example.key())) {
        news.add(one);
      }
    }
    return news;
  }

  /** The resource versions of everything that the operator writes to: declarations and events. */
  Map<String, String> versions() {
    Map<String, String> versions = new TreeMap<>();
    client.resources(ScaleSetIdentity.class).inAnyNamespace().list().getItems().stream()
        .forEach(one -> versions.put(key(one), one.getMetadata().getResourceVersion()));
    client.events().v1().events().inAnyNamespace().list().getItems().stream()
        .forEach(one -> versions.put("event " + key(one), one.getMetadata().getResourceVersion()));
    return versions;
  }

  @Override
  public void close() {
    informer.close();
  }
}
