package dev.managedidentity.api;

/** Names a target in Azure: by its ARM id, or by resource group and name. */
public class TargetReference {
  public String id;

  /** Left out: the subscription of the credential. */
  public String subscriptionId;

  public String resourceGroup;
  public String name;
}
