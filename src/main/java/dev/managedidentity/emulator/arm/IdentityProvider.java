package dev.managedidentity.emulator.arm;

import dev.managedidentity.emulator.wire.Answer;

/** Microsoft.ManagedIdentity: which of its parts answers. */
final class IdentityProvider implements Provider {
  private final IdentityApi identities;
  private final ListApi lists;
  private final Provider generic;

  IdentityProvider(IdentityApi identities, ListApi lists, Provider generic) {
    this.identities = identities;
    this.lists = lists;
    this.generic = generic;
  }

  @Override
  public Answer answer(Call call, ResourcePath path) {
    if (!path.kind().equals(ResourceKind.USER_ASSIGNED_IDENTITY)) {
      return generic.answer(call, path);
    }
    return path.isResource()
        ? identities.answer(call, path.resource().orElseThrow())
        : lists.resources(call, path.kind(), path.scope());
  }
}
