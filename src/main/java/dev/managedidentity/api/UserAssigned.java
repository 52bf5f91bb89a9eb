package dev.managedidentity.api;

/** One user-assigned identity and what is wanted of it. */
public class UserAssigned {
  public String id;
  public Ensure ensure = Ensure.Assigned;
}
