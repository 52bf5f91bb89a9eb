package dev.managedidentity.azure;

import java.time.Clock;

/** Azure, for one credential or another. */
public interface Connections {

  /** With the rights of the operator itself. */
  Azure own();

  /**
   * With the rights of an application; makes ready, and asks Azure nothing yet.
   *
   * @throws IllegalArgumentException naming what is wrong with the application, and what would do
   */
  Azure as(Application application);

  /**
   * Sends no more requests, with whatever credential; those on their way may end. A call that would
   * send one throws {@link CallsStopped}.
   */
  void stop();

  /** All to the same Azure. */
  static Connections to(AzureSettings settings, Clock clock) {
    return to(settings, clock, Calls.UNHEARD);
  }

  /** The same, and each call is told, with whatever rights it is made. */
  static Connections to(AzureSettings settings, Clock clock, Calls calls) {
    CallGate gate = new CallGate();
    Azure own = Azure.connect(settings, clock, calls, gate);
    return new Connections() {
      @Override
      public Azure own() {
        return own;
      }

      @Override
      public Azure as(Application application) {
        return Azure.connect(settings, clock, application, calls, gate);
      }

      @Override
      public void stop() {
        gate.close();
      }
    };
  }
}
