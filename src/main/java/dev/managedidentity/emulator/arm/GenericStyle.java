package dev.managedidentity.emulator.arm;

import java.util.List;

/**
 * How a resource provider that stands beside answers its writes.
 *
 * @param provider the namespace, and the type where it says more
 * @param created the status of a PUT that makes something
 * @param updated the status of a PUT or PATCH that changes something
 * @param deleted the status of a DELETE of something
 * @param runs whether writes are operations with a URL to poll
 */
record GenericStyle(String provider, int created, int updated, int deleted, boolean runs) {
  private static final GenericStyle PLAIN = new GenericStyle("", 201, 200, 200, false);

  private static final List<GenericStyle> KNOWN =
      List.of(
          new GenericStyle("microsoft.storage/storageaccounts", 202, 200, 200, false),
          new GenericStyle("microsoft.network/", 201, 200, 202, true),
          new GenericStyle("microsoft.compute/disks", 202, 202, 202, true),
          new GenericStyle("microsoft.compute/images", 201, 200, 202, true),
          new GenericStyle("microsoft.compute/snapshots", 202, 202, 202, true),
          new GenericStyle("microsoft.dbformysql/flexibleservers", 202, 200, 202, true),
          new GenericStyle("microsoft.keyvault/vaults", 200, 200, 200, false),
          new GenericStyle("microsoft.containerservice/managedclusters", 201, 200, 202, true));

  static GenericStyle of(ResourceKind kind) {
    return KNOWN.stream()
        .filter(style -> kind.key().startsWith(style.provider))
        .findFirst()
        .orElse(PLAIN);
  }
}
