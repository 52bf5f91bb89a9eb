package dev.managedidentity.emulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.managedidentity.emulator.arm.Arm;
import dev.managedidentity.emulator.arm.Caller;
import dev.managedidentity.emulator.audit.Audit;
import dev.managedidentity.emulator.fault.Fault;
import dev.managedidentity.emulator.fault.Faults;
import dev.managedidentity.emulator.login.Login;
import dev.managedidentity.emulator.login.MetadataService;
import dev.managedidentity.emulator.login.Subject;
import dev.managedidentity.emulator.portal.Portal;
import dev.managedidentity.emulator.wire.Answer;
import dev.managedidentity.emulator.wire.Exchanges;
import dev.managedidentity.emulator.wire.Json;
import dev.managedidentity.emulator.wire.LoopbackServer;
import dev.managedidentity.emulator.wire.Request;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes every request in: the emulator's own pages, then faults, then who is asking, then Azure.
 * Nothing that a request does gets past it.
 */
final class FrontDoor implements LoopbackServer.Handler, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FrontDoor.class);
  private static final String NOBODY = "anonymous";

  /** What the servers in front of Azure take. */
  private static final int LONGEST_TARGET = 16 * 1024;

  private final Audit audit;
  private final Faults faults;
  private final DamagedAnswers damaged = new DamagedAnswers();

  /** The port must be known before Azure can be built, so requests wait for {@link #open}. */
  private final CountDownLatch opened = new CountDownLatch(1);

  private volatile Login login;
  private volatile Arm arm;
  private volatile MetadataService metadata;
  private volatile Portal portal;
  private volatile ControlPages pages;
  private volatile Consumer<Request> listener = request -> {};

  FrontDoor(Audit audit, Faults faults) {
    this.audit = audit;
    this.faults = faults;
  }

  void open(Login newLogin, MetadataService newMetadata, Arm newArm) {
    login = newLogin;
    metadata = newMetadata;
    arm = newArm;
    portal = new Portal(newArm, audit);
    pages = new ControlPages(audit, faults, newArm.state());
    opened.countDown();
  }

  /** Shows every request for Azure, body and all, before it is served. */
  void listen(Consumer<Request> newListener) {
    listener = newListener;
  }

  @Override
  public void handle(HttpExchange exchange, Optional<Request> request) {
    handle(exchange, request, this::serve);
  }

  /** Takes in what comes to the metadata service: no pages, no tokens to prove anything. */
  void handleMetadata(HttpExchange exchange, Optional<Request> request) {
    handle(exchange, request, this::serveMetadata);
  }

  /** What is done with a request that is none too large. */
  private interface Service {
    void serve(HttpExchange exchange, Request request) throws IOException;
  }

  private void handle(HttpExchange exchange, Optional<Request> request, Service service) {
    try {
      opened.await();
      if (request.isEmpty()) {
        refuseLargeBody(exchange);
      } else if (request.get().target().length() > LONGEST_TARGET) {
        Exchanges.send(exchange, error(414, "RequestUriTooLong", "The request URI is too long."));
      } else {
        service.serve(exchange, request.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      exchange.close();
    } catch (IOException e) {
      LOG.debug("The client went away", e);
      exchange.close();
    } catch (RuntimeException e) {
      fail(exchange, e);
    }
  }

  @Override
  public void close() {
    damaged.close();
  }

  private void serve(HttpExchange exchange, Request request) throws IOException {
    Optional<Answer> page = portal.answer(request);
    if (page.isPresent()) {
      Exchanges.send(exchange, page.get());
    } else if (request.path().startsWith("/_emulator")) {
      Exchanges.send(exchange, pages.answer(request));
    } else {
      serveAzure(exchange, request);
    }
  }

  private void serveAzure(HttpExchange exchange, Request request) throws IOException {
    listener.accept(request);
    Optional<Subject> subject = login.subject(request).filter(login::isForResourceManager);
    serve(
        exchange,
        request,
        subject.map(Subject::client).orElse(NOBODY),
        fault -> answer(request, subject, fault));
  }

  private void serveMetadata(HttpExchange exchange, Request request) throws IOException {
    serve(exchange, request, NOBODY, unused -> metadata.answer(request));
  }

  private void serve(
      HttpExchange exchange, Request request, String client, Function<Fault, Answer> answers)
      throws IOException {
    Optional<Fault> fault = faults.next(request.method(), request.path(), request.body());
    Answer answer =
        fault.isPresent() && !fault.get().takesEffect() && !isRead(request)
            ? DamagedAnswers.ofNothingDone(request)
            : answers.apply(fault.orElse(null));
    int status = fault.isPresent() ? damaged.statusOf(fault.get(), answer) : answer.status();
    // Noted before it is sent: whoever has the answer finds the request in the audit.
    audit.request(client, request.method(), request.path(), status);
    if (fault.isPresent()) {
      damaged.send(exchange, fault.get(), answer);
    } else {
      Exchanges.send(exchange, answer);
    }
  }

  private Answer answer(Request request, Optional<Subject> subject, Fault fault) {
    Optional<Answer> withoutToken = login.answer(request);
    if (withoutToken.isPresent()) {
      return withoutToken.get();
    }
    return subject
        .map(one -> new Caller(one.client(), one.objectId()))
        .map(caller -> arm.answer(request, caller, fault))
        .orElseGet(() -> login.refusal(request));
  }

  private static boolean isRead(Request request) {
    return request.method().equals("GET") || request.method().equals("HEAD");
  }

  private void refuseLargeBody(HttpExchange exchange) throws IOException {
    audit.request(NOBODY, exchange.getRequestMethod(), exchange.getRequestURI().getPath(), 413);
    String message = "The request content size exceeds " + Exchanges.LARGEST_BODY + " bytes.";
    Exchanges.send(exchange, error(413, "RequestContentTooLarge", message));
  }

  private static void fail(HttpExchange exchange, RuntimeException e) {
    LOG.error("{} {} failed", exchange.getRequestMethod(), exchange.getRequestURI().getPath(), e);
    try {
      Exchanges.send(
          exchange, error(500, "InternalServerError", "The emulator failed: " + e.getMessage()));
    } catch (IOException sending) {
      LOG.debug("Nor could that be said", sending);
    } finally {
      exchange.close();
    }
  }

  private static Answer error(int status, String code, String message) {
    ObjectNode body = Json.object();
    body.putObject("error").put("code", code).put("message", message);
    return Answer.json(status, body);
  }
}
