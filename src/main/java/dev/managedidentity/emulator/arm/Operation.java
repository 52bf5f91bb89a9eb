package dev.managedidentity.emulator.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.wire.Json;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import java.util.function.Consumer;

/** A long-running operation: what clients poll after a write. */
final class Operation {
  enum State {
    IN_PROGRESS("InProgress"),
    SUCCEEDED("Succeeded"),
    FAILED("Failed"),
    CANCELED("Canceled");

    final String text;

    State(String text) {
      this.text = text;
    }
  }

  /** Azure's times carry an offset and seven fraction digits. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSxxx");

  private final String name = UUID.randomUUID().toString();
  private final Instant start;
  private final Instant due;
  private final Planned planned;
  private final Runnable effect;
  private State state = State.IN_PROGRESS;
  private Instant end;
  private String errorCode;
  private String errorMessage;
  private int polls;
  private boolean update;
  private boolean silent;
  private Resource result;
  private int endStatus = 200;

  /** How an operation is to end, and why if not well. */
  record Planned(State state, String code, String message) {
    static final Planned SUCCESS = new Planned(State.SUCCEEDED, null, null);
  }

  /**
   * @param due when it ends by itself
   * @param effect what its end does to the resource; asks {@link #state} how it ended
   */
  Operation(Instant start, Instant due, Planned planned, Consumer<State> effect) {
    this.start = start;
    this.due = due;
    this.planned = planned;
    this.effect = () -> effect.accept(state);
  }

  String name() {
    return name;
  }

  Instant start() {
    return start;
  }

  Instant due() {
    return due;
  }

  State state() {
    return state;
  }

  boolean isRunning() {
    return state == State.IN_PROGRESS;
  }

  /** Ends as planned, with its effect. */
  void complete() {
    if (isRunning()) {
      end(planned.state(), due, planned.code(), planned.message());
      effect.run();
    }
  }

  /** Ends because a newer write came; that one's operation carries the resource on. */
  void preempt(Instant now) {
    if (isRunning()) {
      end(
          State.CANCELED,
          now,
          "OperationPreempted",
          "Operation execution has been preempted by a more recent operation.");
    }
  }

  /** The status that its Location ends with where it shows nothing. */
  int endStatus() {
    return endStatus;
  }

  void endStatus(int status) {
    endStatus = status;
  }

  /** What its Location shows at its end, or null. */
  Resource result() {
    return result;
  }

  void result(Resource made) {
    result = made;
  }

  /** Says that this changes what was there, and neither makes nor deletes it. */
  Operation update() {
    update = true;
    return this;
  }

  boolean isUpdate() {
    return update;
  }

  /** Whether nothing is said of how long to wait. */
  void silent(boolean isSilent) {
    silent = isSilent;
  }

  /**
   * The seconds, at Azure's own pace, that a poll while it runs says to wait; 0 for none. Counts
   * the poll: only the first of an update says so, and the first two of a creation or deletion.
   */
  int secondsToWait() {
    polls++;
    int named = update ? 1 : 2;
    return silent || polls > named ? 0 : polls == 1 ? 10 : 30;
  }

  ObjectNode body() {
    ObjectNode body = Json.object().put("startTime", time(start));
    if (end != null) {
      body.put("endTime", time(end));
    }
    body.put("status", state.text);
    if (errorCode != null) {
      body.putObject("error").put("code", errorCode).put("message", errorMessage);
    }
    return body.put("name", name);
  }

  private void end(State how, Instant when, String code, String message) {
    state = how;
    end = when;
    errorCode = code;
    errorMessage = message;
  }

  private static String time(Instant instant) {
    return TIME.format(OffsetDateTime.ofInstant(instant, ZoneOffset.UTC));
  }
}
