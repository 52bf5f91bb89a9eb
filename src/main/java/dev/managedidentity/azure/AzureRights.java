package dev.managedidentity.azure;

import java.util.Optional;

/** The operator's own rights in Azure. Safe for many threads. */
final class AzureRights implements Rights {
  private static final String PERMISSIONS = "/providers/Microsoft.Authorization/permissions";
  private static final String VERSION = "api-version=2022-04-01";

  /** One entry a role of the caller, inherited ones too; a page has hundreds. */
  private static final int MOST_PAGES = 50;

  private final Arm arm;

  AzureRights(Arm arm) {
    this.arm = arm;
  }

  @Override
  public Answer<Permissions> at(String scope) {
    return Page.all(
            arm,
            arm.get(scope + PERMISSIONS, VERSION, PermissionsAnswer::read),
            PermissionsAnswer::read,
            "permissions",
            MOST_PAGES)
        .then(roles -> Answer.of(new Permissions(roles)));
  }

  @Override
  public Optional<String> principal() {
    return arm.principal();
  }
}
