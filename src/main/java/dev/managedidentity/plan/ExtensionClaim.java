package dev.managedidentity.plan;

/**
 * What a declaration says of the managed identity extension.
 *
 * @param wanted null: not managed
 * @param owned the name of the one that the operator added, or is about to, for this declaration;
 *     null for none
 */
public record ExtensionClaim(ExtensionWish wanted, String owned) {
  public static final ExtensionClaim NONE = new ExtensionClaim(null, null);
}
