package dev.managedidentity.azure;

import java.time.Clock;

/** Azure, for one credential or another. */
public interface Connections {

  /** With the rights of the operator itself. */
  Azure own();

  /**
   * With the rights of an application; makes ready, and asks Azure nothing yet. What it costs ends
   * with the last reference to it.
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
    Wire wire = new Wire(settings);
    Azure own = Azure.connect(wire, settings, clock, calls);
    return new Connections() {
      @Override
      public Azure own() {
        return own;
      }

      @Override
      public Azure as(Application application) {
        return Azure.connect(wire, settings, clock, application, calls);
      }

      @Override
      public void stop() {
        wire.gate().close();
      }
    };
  }
}
