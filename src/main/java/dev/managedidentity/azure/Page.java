package dev.managedidentity.azure;

import com.fasterxml.jackson.databind.JsonNode;
import dev.managedidentity.azure.Problem.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A page of a list.
 *
 * @param next where the next page is
 */
record Page<T>(List<T> entries, Optional<String> next) {

  /** One page, all its entries read strictly. */
  static <T> Answer<Page<T>> read(Reply reply, Body.Reader<T> reader) {
    if (!reply.isSuccess()) {
      return Answer.not(Problems.of(reply, Set.of()));
    }
    return Body.read(
        reply,
        body -> {
          if (!body.path("value").isArray()) {
            throw new Senseless("the body has no list");
          }
          List<T> entries = new ArrayList<>();
          for (JsonNode entry : body.path("value")) {
            entries.add(reader.read(entry));
          }
          Optional<String> next = Body.text(body, "nextLink").filter(link -> !link.isBlank());
          return new Page<>(List.copyOf(entries), next);
        });
  }

  /**
   * The entries of the first page and of all that follow, in their order, or a problem if any page
   * cannot be had.
   *
   * @param what is listed, for the message
   * @param most so many pages are read at most
   */
  static <T> Answer<List<T>> all(
      Arm arm,
      Answer<Page<T>> first,
      Function<Reply, Answer<Page<T>>> read,
      String what,
      int most) {
    Answer<Page<T>> page = first;
    List<T> all = new ArrayList<>();
    for (int pages = 1; page.value().isPresent(); pages++) {
      all.addAll(page.value().get().entries());
      Optional<String> next = page.value().get().next();
      if (next.isEmpty()) {
        return Answer.of(List.copyOf(all));
      }
      page =
          pages < most
              ? arm.follow(next.get(), "next page", Priority.INTERACTIVE, read)
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
