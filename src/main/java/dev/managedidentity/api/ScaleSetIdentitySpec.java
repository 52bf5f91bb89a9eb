package dev.managedidentity.api;

/** The spec of a {@link ScaleSetIdentity}. */
public class ScaleSetIdentitySpec extends IdentitySpec {
  public TargetReference scaleSet;
}
