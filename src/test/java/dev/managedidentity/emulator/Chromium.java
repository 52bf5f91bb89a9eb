package dev.managedidentity.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A headless browser with one page, driven over its DevTools socket. */
final class Chromium implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("listening on ws://([^/]+)/");
  private static final List<String> FLAGS =
      List.of(
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--disable-dev-shm-usage",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--ignore-certificate-errors",
          "--window-size=1400,900",
          "--remote-debugging-port=0");

  private final Process process;
  private final WebSocket socket;
  private final Answers answers;

  private Chromium(Process process, WebSocket socket, Answers answers) {
    this.process = process;
    this.socket = socket;
    this.answers = answers;
  }

  /** Where a browser is, if there is one on the PATH. */
  static Optional<Path> find() {
    List<String> names = List.of("chromium", "chromium-browser", "google-chrome", "chrome");
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .flatMap(directory -> names.stream().map(name -> Path.of(directory, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  static Chromium start(Path program, Path profile) throws Exception {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(FLAGS);
    command.add("--user-data-dir=" + profile);
    command.add("about:blank");
    Process process =
        new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    try {
      HttpClient http = HttpClient.newHttpClient();
      Answers answers = new Answers();
      URI page = pageOf(http, address(process));
      WebSocket socket =
          http.newWebSocketBuilder().buildAsync(page, answers).get(20, TimeUnit.SECONDS);
      return new Chromium(process, socket, answers);
    } catch (IOException | RuntimeException e) {
      end(process);
      throw e;
    }
  }

  /** What it says of itself on its error output, which is read on to its end. */
  private static String address(Process process) throws IOException {
    BufferedReader said = process.errorReader(StandardCharsets.UTF_8);
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      Matcher listening = LISTENING.matcher(line);
      if (listening.find()) {
        Thread drain = new Thread(() -> said.lines().forEach(rest -> {}), "chromium-says");
        drain.setDaemon(true);
        drain.start();
        return listening.group(1);
      }
    }
    throw new IOException("The browser ended before it listened");
  }

  private static URI pageOf(HttpClient http, String address) throws Exception {
    HttpRequest list =
        HttpRequest.newBuilder(URI.create("http://" + address + "/json/list")).build();
    JsonNode targets = ArmTestClient.json(http.send(list, BodyHandlers.ofString()).body());
    for (JsonNode target : targets) {
      if (target.path("type").asText().equals("page")) {
        return URI.create(target.path("webSocketDebuggerUrl").asText());
      }
    }
    throw new IOException("The browser has no page: " + targets);
  }

  void open(URI address) {
    call("Page.navigate", Map.of("url", address.toString()));
  }

  /** The value of an expression; a promise is waited for. */
  JsonNode evaluate(String expression) {
    JsonNode answer =
        call(
            "Runtime.evaluate",
            Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
    if (answer.has("exceptionDetails")) {
      throw new AssertionError(answer.path("exceptionDetails").toString());
    }
    return answer.path("result").path("value");
  }

  /** Returns when the page makes the condition true; tried whenever the document changes. */
  void await(String condition) {
    evaluate(
        """
        new Promise((done, failed) => {
          const late = setTimeout(() => failed(`never: ${%1$s}`), 20000);
          const observer = new MutationObserver(() => look());
          const look = () => {
            let holds = false;
            try { holds = %2$s; } catch (error) { /* Not drawn yet. */ }
            if (holds) { clearTimeout(late); observer.disconnect(); done(true); }
          };
          observer.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
          look();
        })
        """
            .formatted(ArmTestClient.MAPPER.valueToTree(condition), condition));
  }

  /** Presses the mouse button in the middle of the first element that fits. */
  void click(String selector) {
    JsonNode at =
        evaluate(
            """
            (() => {
              const found = document.querySelector(%s);
              found.scrollIntoView({block: "center"});
              const box = found.getBoundingClientRect();
              return {x: box.x + box.width / 2, y: box.y + box.height / 2};
            })()
            """
                .formatted(ArmTestClient.MAPPER.valueToTree(selector)));
    for (String type : List.of("mousePressed", "mouseReleased")) {
      call(
          "Input.dispatchMouseEvent",
          Map.of(
              "type",
              type,
              "x",
              at.path("x").asDouble(),
              "y",
              at.path("y").asDouble(),
              "button",
              "left",
              "clickCount",
              1));
    }
  }

  /** Types into what has the focus. */
  void type(String text) {
    call("Input.insertText", Map.of("text", text));
  }

  /** Presses a key that has a name, for example Enter, with its code in the browser. */
  void press(String key, int code) {
    for (String type : List.of("keyDown", "keyUp")) {
      call(
          "Input.dispatchKeyEvent",
          Map.of(
              "type",
              type,
              "key",
              key,
              "code",
              key,
              "windowsVirtualKeyCode",
              code,
              "text",
              key.equals("Enter") && type.equals("keyDown") ? "\r" : ""));
    }
  }

  byte[] screenshot() {
    JsonNode data = call("Page.captureScreenshot", Map.of("format", "png")).path("data");
    return Base64.getDecoder().decode(data.asText());
  }

  private JsonNode call(String method, Map<String, ?> parameters) {
    int id = answers.next.incrementAndGet();
    ObjectNode message =
        ArmTestClient.MAPPER.createObjectNode().put("id", id).put("method", method);
    message.set("params", ArmTestClient.MAPPER.valueToTree(parameters));
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    answers.open.put(id, answer);
    socket.sendText(message.toString(), true).join();
    try {
      JsonNode whole = answer.get(30, TimeUnit.SECONDS);
      if (whole.has("error")) {
        throw new IllegalStateException(method + ": " + whole.path("error"));
      }
      return whole.path("result");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(method, e);
    }
  }

  /** Lets it clean up after itself, and ends it where it does not. */
  @Override
  public void close() {
    try {
      call("Browser.close", Map.of());
      process.waitFor(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      socket.abort();
      end(process);
    }
  }

  private static void end(Process process) {
    try (Stream<ProcessHandle> children = process.descendants()) {
      children.toList().forEach(ProcessHandle::destroyForcibly);
    }
    process.destroyForcibly().onExit().join();
  }

  /** Puts the pieces of messages together and gives each answer to who waits for it. */
  private static final class Answers implements WebSocket.Listener {
    private final AtomicInteger next = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> open = new ConcurrentHashMap<>();
    private final StringBuilder message = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence piece, boolean last) {
      message.append(piece);
      if (last) {
        JsonNode whole = ArmTestClient.json(message.toString());
        message.setLength(0);
        CompletableFuture<JsonNode> waiting = open.remove(whole.path("id").asInt());
        if (waiting != null) {
          waiting.complete(whole);
        }
      }
      from.request(1);
      return null;
    }
  }
}
