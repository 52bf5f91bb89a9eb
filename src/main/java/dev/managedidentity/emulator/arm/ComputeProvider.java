package dev.managedidentity.emulator.arm;

import dev.managedidentity.emulator.wire.Answer;
import java.util.Locale;

/** Microsoft.Compute: which of its parts answers. */
final class ComputeProvider implements Provider {
  private final ComputeApi targets;
  private final ExtensionApi extensions;
  private final InstanceApi instances;
  private final ListApi lists;
  private final Provider generic;

  ComputeProvider(World world, ComputeWrite write, ListApi lists, Provider generic) {
    ComputeAnswers answers = new ComputeAnswers(world);
    this.targets = new ComputeApi(world, write, answers);
    this.extensions = new ExtensionApi(world, write, answers);
    this.instances = new InstanceApi(world, write, answers);
    this.lists = lists;
    this.generic = generic;
  }

  @Override
  public Answer answer(Call call, ResourcePath path) {
    if (path.isResource()) {
      return resource(call, path, path.resource().orElseThrow());
    }
    ResourceKind kind = path.kind();
    if (path.names().isEmpty()) {
      return kind.isTarget()
          ? lists.resources(call, kind, path.scope())
          : generic.answer(call, path);
    }
    return below(call, path, kind, path.owner().orElseThrow());
  }

  private Answer resource(Call call, ResourcePath path, ResourceId id) {
    ResourceKind kind = id.kind();
    if (kind.isTarget()) {
      return targets.answer(call, id);
    }
    if (kind.equals(ResourceKind.SCALE_SET_EXTENSION)
        || kind.equals(ResourceKind.MACHINE_EXTENSION)) {
      return extensions.answer(call, id);
    }
    return kind.equals(ResourceKind.INSTANCE)
        ? instances.answer(call, id)
        : generic.answer(call, path);
  }

  /** A collection in a resource, or an action on one. */
  private Answer below(Call call, ResourcePath path, ResourceKind kind, ResourceId owner) {
    boolean extension =
        kind.equals(ResourceKind.SCALE_SET_EXTENSION)
            || kind.equals(ResourceKind.MACHINE_EXTENSION);
    if (extension && call.is("GET")) {
      return extensions.list(call, owner);
    }
    if (kind.equals(ResourceKind.INSTANCE) && call.is("GET")) {
      return instances.list(call, owner);
    }
    boolean view = path.last().toLowerCase(Locale.ROOT).equals("instanceview") && call.is("GET");
    if (owner.kind().isTarget()) {
      return view ? instances.view(call, owner) : targets.action(call, owner, path.last());
    }
    if (owner.kind().equals(ResourceKind.INSTANCE)) {
      return view ? instances.view(call, owner) : instances.action(call, owner, path.last());
    }
    return generic.answer(call, path);
  }
}
