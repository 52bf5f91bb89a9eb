package dev.managedidentity.azure;

import java.time.Clock;

/** What there is of Azure for one credential. */
public record Azure(
    Compute compute, Identities identities, Roles roles, Rights rights, ActivityLog activityLog) {

  /**
   * Makes ready; asks Azure nothing yet. All share one sign-in.
   *
   * @throws IllegalArgumentException if the certificates cannot be read
   */
  public static Azure connect(AzureSettings settings, Clock clock) {
    return connect(settings, clock, Calls.UNHEARD);
  }

  /** The same, and each of its calls is told. */
  static Azure connect(AzureSettings settings, Clock clock, Calls calls) {
    return connect(new Wire(settings), settings, clock, calls);
  }

  static Azure connect(Wire wire, AzureSettings settings, Clock clock, Calls calls) {
    Failures failures = new Failures(settings, "");
    return over(new Arm(wire, settings, clock, failures, calls), settings.clientId());
  }

  /**
   * For an application: the same Azure, another sign-in. It holds nothing that has to be closed.
   */
  static Azure connect(
      Wire wire, AzureSettings settings, Clock clock, Application application, Calls calls) {
    AzureSettings others = settings.as(application);
    Failures failures = new Failures(others, " (" + application.place() + ")");
    return over(new Arm(wire, others, clock, failures, calls), others.clientId());
  }

  /** For who has nothing to sign in with: whatever is asked, this is the answer. */
  public static Azure without(Problem credential) {
    AzureSettings anywhere =
        new AzureSettings(null, null, null, null, null, null, null, null, null);
    // Nothing is sent, so there is nothing to tell.
    return over(
        new Arm(anywhere, Clock.systemUTC(), NoCredential.pipeline(credential), Calls.UNHEARD),
        null);
  }

  /**
   * @param clientId whom it signs in as; null if that is not known
   */
  private static Azure over(Arm arm, String clientId) {
    return new Azure(
        new AzureCompute(arm),
        new AzureIdentities(arm),
        new AzureRoles(arm),
        new AzureRights(arm),
        new AzureActivityLog(arm, clientId));
  }
}
