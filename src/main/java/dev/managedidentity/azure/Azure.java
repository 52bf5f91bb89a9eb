package dev.managedidentity.azure;

import java.time.Clock;

/** What there is of Azure for one credential. */
public record Azure(Compute compute, Identities identities, Roles roles) {

  /**
   * Makes ready; asks Azure nothing yet. The three share one sign-in.
   *
   * @throws IllegalArgumentException if the certificates cannot be read
   */
  public static Azure connect(AzureSettings settings, Clock clock) {
    return over(new Arm(settings, clock));
  }

  /** For an application: the same Azure, another sign-in. */
  static Azure connect(AzureSettings settings, Clock clock, Application application) {
    AzureSettings others = settings.as(application);
    return over(
        new Arm(
            others,
            clock,
            Wire.pipeline(others, clock),
            new Failures(others, " (" + application.place() + ")")));
  }

  /** For who has nothing to sign in with: whatever is asked, this is the answer. */
  public static Azure without(Problem credential) {
    AzureSettings anywhere =
        new AzureSettings(null, null, null, null, null, null, null, null, null);
    return over(new Arm(anywhere, Clock.systemUTC(), NoCredential.pipeline(credential)));
  }

  private static Azure over(Arm arm) {
    return new Azure(new AzureCompute(arm), new AzureIdentities(arm), new AzureRoles(arm));
  }
}
