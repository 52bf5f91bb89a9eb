package dev.managedidentity.azure;

import com.azure.core.http.HttpHeaderName;
import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.plan.ArmId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** One list of scale sets or machines, page after page as long as there is room for more. */
final class ComputeList {
  /** A hundred thousand scale sets in pages of fifty; a link that leads in a circle ends here. */
  private static final int MOST_PAGES = 2000;

  private static final HttpHeaderName AS_OF =
      HttpHeaderName.fromString("x-ms-arg-snapshot-timestamp");

  private final Arm arm;
  private final String version;
  private final ListQuery query;
  private final Map<ArmId, ComputeResource> resources = new TreeMap<>();
  private int pages;
  private Instant asOf;

  ComputeList(Arm arm, String version, ListQuery query) {
    this.arm = arm;
    this.version = version;
    this.query = query;
  }

  Answer<Listed> read() {
    Answer<Page<Optional<ComputeResource>>> page =
        query.from() == null ? first() : next(query.from());
    String from = query.from();
    while (page.value().isPresent()) {
      page.value().get().entries().forEach(one -> one.ifPresent(this::take));
      Optional<String> next = page.value().get().next();
      if (next.isEmpty()) {
        return Answer.of(listed(Optional.empty()));
      }
      from = next.get();
      page = pages < MOST_PAGES ? next(from) : Answer.not(endless());
    }
    Problem problem = page.problem().orElseThrow();
    // What was read already cost as much as it always does: only the rest is asked for later.
    return problem.isUnsent() && from != null
        ? Answer.of(listed(Optional.of(new Listed.Rest(from, problem.retryAfter().orElseThrow()))))
        : Answer.not(problem);
  }

  private void take(ComputeResource resource) {
    resources.put(resource.id(), resource);
    arm.learn(resource.id().text(), resource.location());
  }

  private Listed listed(Optional<Listed.Rest> rest) {
    return new Listed(resources, pages, Optional.ofNullable(asOf), rest);
  }

  /** How many pages there is room for just now. */
  int room() {
    return arm.room(id(), version(), query.priority());
  }

  private Answer<Page<Optional<ComputeResource>>> first() {
    return arm.get(id(), version(), query.priority(), this::page);
  }

  private String id() {
    return "/subscriptions/" + query.subscription() + "/providers/" + query.type();
  }

  private String version() {
    return query.ofGraph() ? version + "&useResourceGraph=true" : version;
  }

  private Answer<Page<Optional<ComputeResource>>> next(String link) {
    return arm.follow(link, "next page", query.priority(), this::page);
  }

  private Answer<Page<Optional<ComputeResource>>> page(Reply reply) {
    pages++;
    time(reply.headers().getValue(AS_OF))
        .ifPresent(shown -> asOf = asOf == null || shown.isBefore(asOf) ? shown : asOf);
    return ComputeAnswer.page(reply);
  }

  private static Optional<Instant> time(String header) {
    try {
      return Optional.ofNullable(header)
          .map(text -> OffsetDateTime.parse(text.strip()).toInstant());
    } catch (DateTimeParseException e) {
      // Then it is of when it was asked for, as one without the header.
      return Optional.empty();
    }
  }

  private Problem endless() {
    return new Problem(
        Kind.UNAVAILABLE,
        Problems.SENSELESS,
        "The list of %s has more than %d pages, so it was not read to its end."
            .formatted(query.type(), MOST_PAGES),
        Optional.empty(),
        Set.of());
  }
}
