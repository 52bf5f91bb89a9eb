package dev.managedidentity.bench;

import com.azure.resourcemanager.compute.fluent.ComputeManagementClient;
import com.azure.resourcemanager.compute.fluent.models.VirtualMachineInner;
import com.azure.resourcemanager.compute.fluent.models.VirtualMachineScaleSetInner;
import com.azure.resourcemanager.compute.fluent.models.VirtualMachineUpdateInner;
import com.azure.resourcemanager.compute.models.ResourceIdentityType;
import com.azure.resourcemanager.compute.models.VirtualMachineIdentity;
import com.azure.resourcemanager.compute.models.VirtualMachineIdentityUserAssignedIdentities;
import com.azure.resourcemanager.compute.models.VirtualMachineScaleSetIdentity;
import com.azure.resourcemanager.compute.models.VirtualMachineScaleSetUpdate;
import dev.managedidentity.plan.ArmId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What people do without an operator: round after round, every target is asked for, changed whether
 * or not it has to be, waited for and asked for again.
 */
public final class AzureLoop {
  private final ComputeManagementClient azure;
  private final Errand errand;
  private final ExecutorService threads;
  private int round;

  private AzureLoop(ComputeManagementClient azure, Errand errand) {
    this.azure = azure;
    this.errand = errand;
    this.threads = Executors.newFixedThreadPool(errand.atOnce());
  }

  /**
   * Runs until the process is ended, and says a line after each round.
   *
   * @param arguments the file of the errand
   */
  public static void main(String[] arguments) throws IOException {
    Errand errand = Errand.read(Path.of(arguments[0]));
    ComputeManagementClient azure =
        AzureLibrary.connect(System.getenv(), Duration.ofMillis(errand.pollMillis()));
    AzureLoop loop = new AzureLoop(azure, errand);
    ScheduledExecutorService rounds = Executors.newSingleThreadScheduledExecutor();
    Future<?> ended =
        rounds.scheduleAtFixedRate(loop::round, 0, errand.periodMillis(), TimeUnit.MILLISECONDS);
    try {
      ended.get();
    } catch (ExecutionException | InterruptedException e) {
      System.out.println("ended: " + e);
      System.exit(1);
    }
  }

  private void round() {
    List<Callable<Boolean>> tasks = new ArrayList<>();
    errand.tasks().forEach(task -> tasks.add(() -> isDone(task)));
    int done = 0;
    try {
      for (Future<Boolean> one : threads.invokeAll(tasks)) {
        done += one.get() ? 1 : 0;
      }
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("a round that cannot go on", e);
    }
    round++;
    System.out.printf("round %d: %d of %d done at %s%n", round, done, tasks.size(), Instant.now());
  }

  private boolean isDone(Errand.Task task) {
    try {
      change(ArmId.parse(task.target()), task.identities());
      return true;
    } catch (RuntimeException e) {
      // Whatever it is, a script goes on with the next one.
      System.out.println(task.target() + ": " + e);
      return false;
    }
  }

  /** The library's methods that wait poll an operation to its end and then send the last GET. */
  private void change(ArmId target, List<String> identities) {
    String group = target.resourceGroup();
    if (target.isA(ArmId.VIRTUAL_MACHINE)) {
      VirtualMachineInner live =
          azure.getVirtualMachines().getByResourceGroup(group, target.name());
      VirtualMachineUpdateInner update =
          new VirtualMachineUpdateInner().withIdentity(withAll(live.identity(), identities));
      azure.getVirtualMachines().update(group, target.name(), update);
      return;
    }
    VirtualMachineScaleSetInner live =
        azure.getVirtualMachineScaleSets().getByResourceGroup(group, target.name());
    VirtualMachineScaleSetIdentity identity = withAll(live.identity(), identities);
    if (errand.way() == Errand.Way.SCRIPT) {
      azure
          .getVirtualMachineScaleSets()
          .update(group, target.name(), new VirtualMachineScaleSetUpdate().withIdentity(identity));
    } else {
      azure
          .getVirtualMachineScaleSets()
          .createOrUpdate(group, target.name(), live.withIdentity(identity));
    }
  }

  private static VirtualMachineScaleSetIdentity withAll(
      VirtualMachineScaleSetIdentity live, List<String> identities) {
    Set<String> there =
        live == null || live.userAssignedIdentities() == null
            ? Set.of()
            : live.userAssignedIdentities().keySet();
    return new VirtualMachineScaleSetIdentity()
        .withType(type(live == null ? null : live.type()))
        .withUserAssignedIdentities(entries(there, identities));
  }

  private static VirtualMachineIdentity withAll(
      VirtualMachineIdentity live, List<String> identities) {
    Set<String> there =
        live == null || live.userAssignedIdentities() == null
            ? Set.of()
            : live.userAssignedIdentities().keySet();
    return new VirtualMachineIdentity()
        .withType(type(live == null ? null : live.type()))
        .withUserAssignedIdentities(entries(there, identities));
  }

  private static ResourceIdentityType type(ResourceIdentityType live) {
    boolean system =
        live == ResourceIdentityType.SYSTEM_ASSIGNED
            || live == ResourceIdentityType.SYSTEM_ASSIGNED_USER_ASSIGNED;
    return system
        ? ResourceIdentityType.SYSTEM_ASSIGNED_USER_ASSIGNED
        : ResourceIdentityType.USER_ASSIGNED;
  }

  /** Those that are there already as well, as az sends them. */
  private static Map<String, VirtualMachineIdentityUserAssignedIdentities> entries(
      Set<String> there, List<String> identities) {
    Map<String, VirtualMachineIdentityUserAssignedIdentities> entries = new LinkedHashMap<>();
    there.forEach(id -> entries.put(id, new VirtualMachineIdentityUserAssignedIdentities()));
    identities.stream()
        .filter(id -> there.stream().noneMatch(id::equalsIgnoreCase))
        .forEach(id -> entries.put(id, new VirtualMachineIdentityUserAssignedIdentities()));
    return entries;
  }
}
