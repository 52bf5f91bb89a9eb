package dev.managedidentity.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What all declarations together want of one thing.
 *
 * @param wish what the oldest declaration that speaks of it says; null if none does
 * @param agreeing the declarations that say the same, oldest first
 * @param contradicting the younger ones that say otherwise, oldest first
 */
record Verdict<W>(W wish, List<Declaration> agreeing, List<Declaration> contradicting) {

  /** What a declaration can say of an identity. */
  enum Wish {
    PRESENT,
    ABSENT
  }

  /**
   * @param oldestFirst all declarations of the target
   * @param says what a declaration says, whether or not that counts; null if nothing
   * @param agree whether the elder's wish is also what a younger one wants
   */
  static <W> Verdict<W> of(
      List<Declaration> oldestFirst, Function<Declaration, W> says, BiPredicate<W, W> agree) {
    W wish = null;
    List<Declaration> agreeing = new ArrayList<>();
    List<Declaration> contradicting = new ArrayList<>();
    for (Declaration declaration : oldestFirst) {
      W said = declaration.claims() ? says.apply(declaration) : null;
      if (said == null) {
        continue;
      }
      wish = wish == null ? said : wish;
      (agree.test(wish, said) ? agreeing : contradicting).add(declaration);
    }
    return new Verdict<>(wish, agreeing, contradicting);
  }

  /** The declaration that has the say. */
  Declaration elder() {
    return agreeing.get(0);
  }

  /** The keys of those that may cause the change; empty if all of them are suspended. */
  List<String> actors() {
    return actors(unused -> true);
  }

  /** The same, of those that have the permission. */
  List<String> actors(Predicate<Declaration> isPermitted) {
    return keys(agreeing.stream().filter(d -> d.acts() && isPermitted.test(d)).toList());
  }

  static List<String> keys(List<Declaration> declarations) {
    return declarations.stream().map(Declaration::key).toList();
  }
}
