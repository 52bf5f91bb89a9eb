package dev.managedidentity.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What all declarations together want of one subject (the system-assigned identity, or one
 * user-assigned identity).
 *
 * @param wish what the oldest declaration that names the subject says; null if none names it
 * @param agreeing the declarations that say the same, oldest first
 * @param contradicting the younger ones that say the opposite, oldest first
 */
record Verdict(Wish wish, List<Declaration> agreeing, List<Declaration> contradicting) {

  /** What a declaration can say of a subject. */
  enum Wish {
    PRESENT,
    ABSENT
  }

  static final Verdict UNCLAIMED = new Verdict(null, List.of(), List.of());

  /**
   * @param oldestFirst all declarations of the target
   * @param claim what a declaration says of the subject; null if nothing
   */
  static Verdict of(List<Declaration> oldestFirst, Function<Declaration, Wish> claim) {
    Wish wish = null;
    List<Declaration> agreeing = new ArrayList<>();
    List<Declaration> contradicting = new ArrayList<>();
    for (Declaration declaration : oldestFirst) {
      Wish said = declaration.claims() ? claim.apply(declaration) : null;
      if (said == null) {
        continue;
      }
      wish = wish == null ? said : wish;
      (said == wish ? agreeing : contradicting).add(declaration);
    }
    return wish == null ? UNCLAIMED : new Verdict(wish, agreeing, contradicting);
  }

  /** The declaration that has the say. */
  Declaration elder() {
    return agreeing.get(0);
  }

  /** The keys of those that may cause the change; empty if all of them are suspended. */
  List<String> actors() {
    return keys(agreeing.stream().filter(Declaration::acts).toList());
  }

  static List<String> keys(List<Declaration> declarations) {
    return declarations.stream().map(Declaration::key).toList();
  }
}
