package dev.managedidentity.azure;

import dev.managedidentity.azure.Problem.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads a list that Azure gives page by page. */
final class Pages {
  private Pages() {}

  /**
   * All of it, in its order, or a problem if any page cannot be had.
   *
   * @param what is listed, for the message
   * @param most so many pages are read at most
   */
  static <T> Answer<List<T>> all(
      Arm arm,
      Answer<RoleAnswer.Page<T>> first,
      Function<Reply, Answer<RoleAnswer.Page<T>>> read,
      String what,
      int most) {
    Answer<RoleAnswer.Page<T>> page = first;
    List<T> all = new ArrayList<>();
    for (int pages = 1; page.value().isPresent(); pages++) {
      all.addAll(page.value().get().entries());
      Optional<String> next = page.value().get().next();
      if (next.isEmpty()) {
        return Answer.of(List.copyOf(all));
      }
      page =
          pages < most
              ? arm.follow(next.get(), "next page", read)
              : Answer.not(endless(what, most));
    }
    return Answer.not(page.problem().orElseThrow());
  }

  private static Problem endless(String what, int most) {
    return new Problem(
        Kind.UNAVAILABLE,
        Problems.SENSELESS,
        "The list of %s has more than %d pages, so it was not read to its end."
            .formatted(what, most),
        Optional.empty(),
        Set.of());
  }
}
