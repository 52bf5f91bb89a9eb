package dev.managedidentity.demo;

import dev.managedidentity.api.IdentityRow;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.Status;
import dev.managedidentity.testing.Kubernetes;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Everything that the acts of the story share. */
record Stage(
    Screen screen,
    Options options,
    Azure azure,
    Kubernetes kubernetes,
    Watched watched,
    List<Example> examples) {

  private static final Set<String> WAITING =
      Set.of("False WaitingForScaleSet", "False WaitingForVirtualMachine");
  private static final Duration GLANCE = Duration.ofMillis(100);

  /**
   * Waits for something, and shows meanwhile what is new.
   *
   * @param expected what is waited for, in words that end "... did not come"
   * @throws DemoFailed if it has not come by the deadline
   */
  void until(String expected, BooleanSupplier done, Runnable meanwhile) {
    try {
      Awaitility.await()
          .atMost(options.deadline())
          .pollInterval(GLANCE)
          .pollDelay(Duration.ZERO)
          .pollInSameThread()
          .until(
              () -> {
                boolean here = done.getAsBoolean();
                meanwhile.run();
                return here;
              });
    } catch (ConditionTimeoutException e) {
      throw new DemoFailed(
          "This did not come within %d s: %s".formatted(options.deadline().toSeconds(), expected),
          e);
    }
  }

  void apply(Example example) {
    String namespace = example.declaration().getMetadata().getNamespace();
    Resource<Namespace> known = kubernetes.client().namespaces().withName(namespace);
    if (known.get() == null) {
      kubernetes.client().resource(namespaceOf(namespace)).create();
    }
    kubernetes.apply(example.declaration());
  }

  private static Namespace namespaceOf(String name) {
    return new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build();
  }

  Optional<CustomResource<?, ? extends Status>> live(Example example) {
    return watched.latest(example);
  }

  Optional<Status> status(Example example) {
    return live(example).map(CustomResource::getStatus);
  }

  /** The rows that tell of user-assigned identities in the status of a scale set's or machine's. */
  List<IdentityRow> identities(Example example) {
    return ((IdentityStatus) status(example).orElseThrow()).identities;
  }

  boolean hasEnded(Example example) {
    return example.hasEnded(live(example));
  }

  /** Whether it waits for a scale set or a machine that is not there yet. */
  boolean waits(Example example) {
    return WAITING.contains(Example.stand(live(example)));
  }

  /** The example that the story follows from its declaration to its deletion. */
  Example hero() {
    return examples.stream()
        .filter(one -> one.file().equals(Demo.HERO))
        .findFirst()
        .orElseThrow(() -> new DemoFailed("There is no example " + Demo.HERO + " to follow."));
  }
}
