package dev.managedidentity.operator;

/**
 * What a namespace may do that no AzureAccess selects.
 *
 * @param isRequired it may do nothing
 * @param allowsConfigMaps if one is not required: spec.writeTo may write ConfigMaps there
 */
public record AccessSettings(boolean isRequired, boolean allowsConfigMaps) {
  public static final AccessSettings DEFAULT = new AccessSettings(false, false);
}
