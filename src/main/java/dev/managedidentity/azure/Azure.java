package dev.managedidentity.azure;

import java.time.Clock;

/** What there is of Azure for one credential. */
public record Azure(Compute compute, Identities identities, Roles roles, Rights rights) {

  /**
   * Makes ready; asks Azure nothing yet. The four share one sign-in.
   *
   * @throws IllegalArgumentException if the certificates cannot be read
   */
  public static Azure connect(AzureSettings settings, Clock clock) {
    Arm arm = new Arm(settings, clock);
    return new Azure(
        new AzureCompute(arm), new AzureIdentities(arm), new AzureRoles(arm), new AzureRights(arm));
  }
}
