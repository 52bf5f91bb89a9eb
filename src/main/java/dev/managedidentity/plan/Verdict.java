package dev.managedidentity.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * What all declarations together want of one subject.
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

  /**
   * @param oldestFirst all declarations of the target
   */
  static Verdict of(List<Declaration> oldestFirst, ArmId subject) {
    Wish wish = null;
    List<Declaration> agreeing = new ArrayList<>();
    List<Declaration> contradicting = new ArrayList<>();
    for (Declaration declaration : oldestFirst) {
      Wish said = declaration.claims() ? declaration.says(subject) : null;
      if (said == null) {
        continue;
      }
      wish = wish == null ? said : wish;
      (said == wish ? agreeing : contradicting).add(declaration);
    }
    return new Verdict(wish, agreeing, contradicting);
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
