package dev.managedidentity.azure;

/** A body that Azure cannot have meant. Leaves this room as a problem only. */
final class Senseless extends Exception {
  private static final long serialVersionUID = 1L;

  Senseless(String why) {
    super(why);
  }
}
