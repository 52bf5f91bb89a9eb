package dev.managedidentity.operator.recordings;

/** One thing found in the recordings that has to do with a change of an identity. */
public sealed interface Finding {
  Run run();

  /** Where in the run, by which request. */
  String where();

  /** What equals where two recordings tell of the same. */
  String signature();

  /**
   * A change to be checked.
   *
   * @param target the id of the resource
   * @param seenBefore the answer that tells of the identity before
   */
  record Change(
      Run run,
      String target,
      IdentityBlock before,
      Exchange seenBefore,
      Exchange write,
      IdentityBlock after)
      implements Finding {

    public boolean isScaleSet() {
      return Targets.isScaleSet(target);
    }

    public String words() {
      return before.wordsTo(after);
    }

    @Override
    public String where() {
      return at(write);
    }

    @Override
    public String signature() {
      return "%s %s %s %s".formatted(write.method(), Targets.key(target), before, after);
    }
  }

  /** One that cannot be checked, and why. */
  record LeftOut(Run run, Exchange exchange, String target, Reason reason) implements Finding {
    @Override
    public String where() {
      return at(exchange);
    }

    @Override
    public String signature() {
      return "%s %s %s".formatted(exchange.method(), Targets.key(target), reason);
    }
  }

  /** One that is not understood. */
  record Unknown(Run run, String where, String message) implements Finding {
    @Override
    public String signature() {
      return where + message;
    }
  }

  private static String at(Exchange exchange) {
    return "#" + exchange.label() + " " + exchange.method();
  }

  /** Why a write, or an identity that appeared without one, is not checked. */
  enum Reason {
    CREATED("the write made the resource: there was nothing before"),
    APPEARED("the resource was first seen with its identity: the write that made it is not there"),
    NO_BEFORE("the identity before is not recorded"),
    NO_AFTER("the identity after is not recorded"),
    UNCHANGED("the identity was the same before and after"),
    REFUSED("Azure refused the write"),
    NOT_REACHED("the last read differs from the answer to the write"),
    UNSEEN("the identity changed between two reads, by a write that is not recorded"),
    OTHER_KIND("the resource is neither a scale set nor a virtual machine"),
    TWICE("the excerpt of a run that is recorded whole too: taken from there");

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
