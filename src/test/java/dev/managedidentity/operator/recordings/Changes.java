package dev.managedidentity.operator.recordings;

import dev.managedidentity.operator.recordings.Finding.Change;
import dev.managedidentity.operator.recordings.Finding.LeftOut;
import dev.managedidentity.operator.recordings.Finding.Reason;
import dev.managedidentity.operator.recordings.Finding.Unknown;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the identity changes of a run: each write with what was before and what came after. */
public final class Changes {
  private final Run run;
  private final Map<String, Story> stories = new LinkedHashMap<>();
  private final List<Finding> findings = new ArrayList<>();

  private Changes(Run run) {
    this.run = run;
  }

  /** What is in all runs; what an excerpt and a whole recording both tell is told once. */
  public static List<Finding> in(List<Run> runs) {
    List<Finding> all = new ArrayList<>();
    Map<String, Integer> whole = new HashMap<>();
    for (Run run : runs) {
      Changes changes = new Changes(run);
      run.exchanges().forEach(changes::follow);
      changes.stories.values().forEach(Story::finish);
      all.addAll(changes.findings);
      if (!run.excerpt()) {
        changes.findings.forEach(found -> whole.merge(twinKey(found), 1, Integer::sum));
      }
    }
    all.replaceAll(found -> found.run().excerpt() ? onceOnly(found, whole) : found);
    return all;
  }

  private static Finding onceOnly(Finding found, Map<String, Integer> whole) {
    int left = whole.getOrDefault(twinKey(found), 0);
    if (left == 0) {
      return found;
    }
    whole.put(twinKey(found), left - 1);
    if (found instanceof Change change) {
      return new LeftOut(change.run(), change.write(), change.target(), Reason.TWICE);
    }
    return found instanceof LeftOut out
        ? new LeftOut(out.run(), out.exchange(), out.target(), Reason.TWICE)
        : found;
  }

  private static String twinKey(Finding found) {
    return found.run().name() + " " + found.signature();
  }

  private void follow(Exchange exchange) {
    String where = "#" + exchange.label() + " " + exchange.method() + " " + exchange.path();
    try {
      List<String> seen = stories.values().stream().map(story -> story.target).toList();
      Optional<String> target = Targets.of(exchange.path(), seen);
      if (target.isEmpty()) {
        noteOtherKind(exchange);
      } else {
        stories
            .computeIfAbsent(Targets.key(target.get()), k -> new Story(target.get()))
            .add(exchange);
      }
    } catch (UnknownShapeException e) {
      findings.add(new Unknown(run, where, e.getMessage()));
    }
  }

  private void noteOtherKind(Exchange exchange) {
    boolean ofIdentity =
        exchange.requestedIdentity().isPresent()
            || (exchange.answer() != null && exchange.answer().path("identity").isObject());
    if (exchange.isWrite() && ofIdentity) {
      findings.add(new LeftOut(run, exchange, exchange.path(), Reason.OTHER_KIND));
    }
  }

  /** What happened to one target so far. */
  private final class Story {
    private final String target;
    private boolean gone;
    private IdentityBlock known;
    private Exchange knownBy;
    private Exchange write;
    private IdentityBlock readAfter;
    private Exchange readAfterBy;

    Story(String target) {
      this.target = target;
    }

    void add(Exchange exchange) {
      switch (exchange.method()) {
        case "GET", "HEAD" -> read(exchange);
        case "PUT", "PATCH" -> write(exchange);
        case "DELETE" -> delete(exchange);
        default -> throw new UnknownShapeException("a " + exchange.method() + " of a target");
      }
    }

    private void read(Exchange exchange) {
      if (exchange.status() == 404 && write == null) {
        gone = true;
        known = null;
      }
      Optional<IdentityBlock> told = exchange.toldIdentity();
      if (told.isEmpty()) {
        return;
      }
      if (write != null && (readAfter == null || readAfter.means(told.get()))) {
        readAfter = told.get();
        readAfterBy = exchange;
        return;
      }
      finish();
      if (known == null && !told.get().equals(IdentityBlock.NONE)) {
        leaveOut(exchange, Reason.APPEARED);
      } else if (known != null && !known.means(told.get())) {
        leaveOut(exchange, Reason.UNSEEN);
      }
      learn(told.get(), exchange);
    }

    private void write(Exchange exchange) {
      finish();
      if (exchange.succeeded()) {
        // Read now, so that what is not understood is told of this exchange.
        exchange.toldIdentity();
        write = exchange;
      } else {
        leaveOut(exchange, Reason.REFUSED);
      }
    }

    private void delete(Exchange exchange) {
      finish();
      if (exchange.succeeded()) {
        gone = true;
        known = null;
      }
    }

    /** Nothing more belongs to the last write. */
    void finish() {
      if (write == null) {
        return;
      }
      Optional<IdentityBlock> answered = write.toldIdentity();
      boolean created = write.status() == 201 || (gone && write.method().equals("PUT"));
      if (created) {
        leaveOut(write, Reason.CREATED);
      } else if (known == null) {
        leaveOut(write, Reason.NO_BEFORE);
      } else if (answered.isEmpty() && readAfter == null) {
        leaveOut(write, Reason.NO_AFTER);
      } else if (answered.isPresent() && readAfter != null && !answered.get().means(readAfter)) {
        leaveOut(write, Reason.NOT_REACHED);
      } else {
        judge(readAfter == null ? answered.orElseThrow() : readAfter, answered);
      }
      if (readAfter != null) {
        learn(readAfter, readAfterBy);
      } else {
        Exchange last = write;
        answered.ifPresent(identity -> learn(identity, last));
      }
      write = null;
      readAfter = null;
    }

    private void judge(IdentityBlock after, Optional<IdentityBlock> answered) {
      if (known.means(after)) {
        leaveOut(write, Reason.UNCHANGED);
        return;
      }
      IdentityBlock whole =
          after.principalId() == null && answered.isPresent() ? answered.get() : after;
      IdentityBlock told =
          new IdentityBlock(after.system(), whole.principalId(), whole.tenantId(), after.users());
      findings.add(new Change(run, target, known, knownBy, write, told));
    }

    private void learn(IdentityBlock identity, Exchange by) {
      gone = false;
      known = identity;
      knownBy = by;
    }

    private void leaveOut(Exchange exchange, Reason reason) {
      findings.add(new LeftOut(run, exchange, target, reason));
    }
  }
}
