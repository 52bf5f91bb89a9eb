package dev.managedidentity.bench;

import dev.managedidentity.api.ConditionType;
import dev.managedidentity.api.Ensure;
import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.IdentitySpec;
import dev.managedidentity.api.ScaleSetIdentity;
import dev.managedidentity.api.UserAssigned;
import dev.managedidentity.api.VirtualMachineIdentity;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.testing.Footprint;
import dev.managedidentity.testing.Kinds;
import dev.managedidentity.testing.Kubernetes;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The operator, with a declaration for each target in a namespace of its own. */
final class OperatorContender implements Contender {
  private final Kubernetes kubernetes;
  private final String namespace;
  private final List<Errand.Task> tasks;
  private final Patience patience;
  private final Duration period;
  private final List<SharedIndexInformer<? extends IdentityDeclaration<?>>> watched;
  private final JavaProcess process;

  /**
   * Declares everything, and starts the operator then: as a restart finds a cluster.
   *
   * @param log where what the operator says goes
   */
  OperatorContender(Path log, Cloud cloud, Course course, List<Errand.Task> tasks)
      throws IOException {
    this.kubernetes = course.kubernetes();
    this.tasks = tasks;
    this.patience = course.patience();
    this.period = course.period();
    this.namespace = "bench-" + Long.toString(System.nanoTime(), Character.MAX_RADIX);
    declare();
    this.watched = List.of(watch(ScaleSetIdentity.class), watch(VirtualMachineIdentity.class));
    this.process = RunningOperator.start(log, cloud, course, namespace);
  }

  private void declare() {
    kubernetes
        .client()
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .create();
    for (int i = 0; i < tasks.size(); i++) {
      Errand.Task task = tasks.get(i);
      // Two subscriptions may each have a scale set of one name.
      String name = ArmId.parse(task.target()).name() + "-" + i;
      ObjectMeta metadata = new ObjectMetaBuilder().withNamespace(namespace).withName(name).build();
      kubernetes
          .client()
          .resource(Kinds.declaration(task.target(), metadata, spec -> assign(spec, task)))
          .create();
    }
  }

  private <D extends IdentityDeclaration<?>> SharedIndexInformer<D> watch(Class<D> kind) {
    return kubernetes.client().resources(kind).inNamespace(namespace).inform();
  }

  private static void assign(IdentitySpec spec, Errand.Task task) {
    for (String id : task.identities()) {
      UserAssigned entry = new UserAssigned();
      entry.id = id;
      entry.ensure = Ensure.Assigned;
      spec.userAssigned.add(entry);
    }
  }

  @Override
  public Instant started() {
    return process.started();
  }

  @Override
  public Instant awaitAllWell() {
    patience.until(
        "all " + tasks.size() + " declarations Ready", process, () -> ready() == tasks.size());
    return Instant.now();
  }

  @Override
  public Instant awaitWellAgain() {
    return awaitAllWell();
  }

  private long ready() {
    return watched.stream()
        .flatMap(informer -> informer.getStore().list().stream())
        .filter(OperatorContender::isReady)
        .count();
  }

  private static boolean isReady(IdentityDeclaration<?> declaration) {
    return declaration.getStatus() != null
        && declaration.getStatus().conditions.stream()
            .anyMatch(
                one ->
                    one.getType().equals(ConditionType.Ready.name())
                        && one.getStatus().equals("True"));
  }

  @Override
  public Instant settle() {
    return pass(1);
  }

  @Override
  public Instant pass(int periods) {
    process.runFor(period.multipliedBy(periods));
    return Instant.now();
  }

  @Override
  public Footprint footprint() {
    return process.footprint();
  }

  @Override
  public JavaProcess process() {
    return process;
  }

  @Override
  public void close() {
    watched.forEach(SharedIndexInformer::close);
    process.close();
  }
}
