package dev.managedidentity.azure;

/**
 * Which list is asked for.
 *
 * @param type {@link dev.managedidentity.plan.ArmId#SCALE_SET} or {@link
 *     dev.managedidentity.plan.ArmId#VIRTUAL_MACHINE}
 * @param ofGraph whether the Resource Graph is to answer: it has room for many more, but shows what
 *     was seconds to a minute ago, and no change must be made from it
 * @param from where one stopped for want of room; null to begin at the first page
 */
public record ListQuery(
    String subscription, String type, boolean ofGraph, Priority priority, String from) {

  /** The next pages of the same list. */
  public ListQuery from(String page) {
    return new ListQuery(subscription, type, ofGraph, priority, page);
  }

  /** The same list, from its beginning, as the Resource Graph has it, or as its source has it. */
  public ListQuery ofGraph(boolean asked) {
    return new ListQuery(subscription, type, asked, priority, null);
  }

  public ListQuery at(Priority other) {
    return new ListQuery(subscription, type, ofGraph, other, from);
  }
}
