package dev.managedidentity.plan;

import java.util.List;
import java.util.function.Predicate;

/**
 * How a record that is a fact about the target, such as that the operator put something there, is
 * handed from declaration to declaration so that a kill at any point loses nothing.
 *
 * @param declarations all declarations of the target
 * @param wants who is to have it on record
 * @param has who has it on record
 * @param givesUp who, wanting it no more, drops it once nobody wants it; who does not carries it
 *     until the thing is gone
 */
record Heritage(
    List<Declaration> declarations,
    Predicate<Declaration> wants,
    Predicate<Declaration> has,
    Predicate<Declaration> givesUp) {

  boolean isCarriedBy(Declaration declaration) {
    return wants.test(declaration) || (has.test(declaration) && isStuckWith(declaration));
  }

  /**
   * Whether one that wants it no more must carry it on: until one that does has it on record, since
   * records are written one after the other and the operator may be killed in between; and where
   * nobody does, until it is gone.
   */
  private boolean isStuckWith(Declaration declaration) {
    return any(wants) ? !any(wants.and(has)) : !givesUp.test(declaration);
  }

  private boolean any(Predicate<Declaration> test) {
    return declarations.stream().anyMatch(test);
  }
}
