package dev.managedidentity.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.managedidentity.emulator.fault.Fault;
import dev.managedidentity.emulator.wire.Answer;
import dev.managedidentity.emulator.wire.Exchanges;
import dev.managedidentity.emulator.wire.Json;
import dev.managedidentity.emulator.wire.Request;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends answers as a fault has it. Whatever takes time is scheduled, so it holds no thread. */
final class DamagedAnswers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DamagedAnswers.class);

  /** Into so many pieces an answer is cut that drips. */
  private static final int DROPS = 20;

  /** The codes that Azure gives with a bare status, where the fault names none. */
  private static final Map<Integer, String> CODES =
      Map.of(
          401, "ExpiredAuthenticationToken",
          403, "AuthorizationFailed",
          404, "ResourceNotFound",
          408, "RequestTimeout",
          409, "Conflict",
          412, "PreconditionFailed",
          429, "OperationNotAllowed",
          500, "InternalServerError",
          503, "ServiceUnavailable",
          504, "GatewayTimeout");

  private final ScheduledExecutorService later =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "emulator-later");
            thread.setDaemon(true);
            return thread;
          });

  /** What stands for the true answer of a write that was kept from having its effect. */
  static Answer ofNothingDone(Request request) {
    return Answer.json(200, Json.object().put("id", request.path()).put("name", "half of a body"));
  }

  /** The status that will be sent, 0 for none. */
  int statusOf(Fault fault, Answer answer) {
    if (fault.status() != null) {
      return fault.status();
    }
    if (Fault.isTrue(fault.reset()) || fault.stall() != null) {
      return 0;
    }
    return Fault.isTrue(fault.garbage()) || Fault.isTrue(fault.empty()) ? 200 : answer.status();
  }

  void send(HttpExchange exchange, Fault fault, Answer answer) throws IOException {
    if (fault.status() != null) {
      Exchanges.send(exchange, withStatus(fault));
    } else if (Fault.isTrue(fault.reset())) {
      exchange.close();
    } else if (fault.stall() != null) {
      schedule(fault.stall(), exchange::close);
    } else if (Fault.isTrue(fault.truncate())) {
      byte[] body = Exchanges.start(exchange, answer);
      exchange.getResponseBody().write(body, 0, body.length / 2);
      exchange.getResponseBody().flush();
      exchange.close();
    } else if (Fault.isTrue(fault.garbage())) {
      Exchanges.send(
          exchange, Answer.text(200, "application/json; charset=utf-8", "<html>\u0000{]garbage"));
    } else if (Fault.isTrue(fault.empty())) {
      Exchanges.send(exchange, Answer.empty(200));
    } else if (fault.slowDrip() != null) {
      byte[] body = Exchanges.start(exchange, answer);
      drip(exchange, body, 0, fault.slowDrip() / DROPS);
    } else {
      Exchanges.send(exchange, answer);
    }
  }

  @Override
  public void close() {
    later.shutdownNow();
  }

  private void drip(HttpExchange exchange, byte[] body, int from, double pause) {
    int length = Math.min(Math.max(1, body.length / DROPS), body.length - from);
    try {
      exchange.getResponseBody().write(body, from, length);
      exchange.getResponseBody().flush();
    } catch (IOException e) {
      LOG.debug("The client did not wait for the drips", e);
      exchange.close();
      return;
    }
    if (from + length == body.length) {
      exchange.close();
    } else {
      schedule(pause, () -> drip(exchange, body, from + length, pause));
    }
  }

  private void schedule(double seconds, Runnable task) {
    try {
      Object unused = later.schedule(task, Math.round(seconds * 1000), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("Closed meanwhile", e);
    }
  }

  private static Answer withStatus(Fault fault) {
    Integer status = fault.status();
    Answer answer = Answer.json(status, fault.body() == null ? error(fault) : fault.body());
    return answer
        .with("Retry-After", fault.retryAfter() == null ? null : fault.retryAfter().toString())
        .with("WWW-Authenticate", status == 401 ? "Bearer error=\"invalid_token\"" : null);
  }

  private static ObjectNode error(Fault fault) {
    Integer status = fault.status();
    String code = Objects.requireNonNullElse(fault.code(), CODES.getOrDefault(status, "Fault"));
    String message =
        Objects.requireNonNullElse(fault.message(), "A fault was asked for: HTTP " + status);
    ObjectNode body = Json.object();
    ObjectNode error = body.putObject("error").put("code", code).put("message", message);
    if (status == 429 && code.equals("OperationNotAllowed")) {
      // So says compute; Resource Manager, whose code is another, gives no details.
      error.putArray("details").addObject().put("code", "TooManyRequests").put("message", message);
    }
    return body;
  }
}
