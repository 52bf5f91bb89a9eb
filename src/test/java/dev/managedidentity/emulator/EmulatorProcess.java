package dev.managedidentity.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/** An emulator in a process of its own, where its memory and its threads are its own too. */
public final class EmulatorProcess implements AutoCloseable {
  private static final Pattern ADDRESS = Pattern.compile("Azure is at (\\S+)");
  private static final Pattern HEAP = Pattern.compile("total \\d+K, used (\\d+)K");
  private static final Pattern VARIABLE = Pattern.compile("export (\\w+)=(.*)");

  private final Process process;
  private final URI uri;
  private final Path directory;

  private EmulatorProcess(Process process, URI uri, Path directory) {
    this.process = process;
    this.uri = uri;
    this.directory = directory;
  }

  /**
   * Starts one on this class path and returns when it serves.
   *
   * @param java options for the virtual machine
   * @param flags of the emulator command, besides the directory
   */
  public static EmulatorProcess start(Path directory, List<String> java, String... flags)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(tool("java")));
    command.addAll(java);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("dev.managedidentity.cli.Main", "emulator", "--dir"));
    command.add(directory.toString());
    command.addAll(List.of(flags));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
    List<String> lines = new ArrayList<>();
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      lines.add(line);
      Matcher address = ADDRESS.matcher(line);
      if (address.find()) {
        drain(said);
        return new EmulatorProcess(process, URI.create(address.group(1)), directory);
      }
    }
    throw new IOException("The emulator did not start: " + lines);
  }

  private static void drain(BufferedReader said) {
    Thread drain = new Thread(() -> said.lines().forEach(System.err::println), "emulator-says");
    drain.setDaemon(true);
    drain.start();
  }

  private static String tool(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
  }

  public URI uri() {
    return uri;
  }

  public SSLContext tls() {
    return trusting(directory.resolve("ca.pem"));
  }

  /** Believes nobody but who has this certificate, in PEM. */
  public static SSLContext trusting(Path certificate) {
    return ArmTestClient.trusting(certificate);
  }

  Socket connect() throws IOException {
    return new Socket(InetAddress.getByName(uri.getHost()), uri.getPort());
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** The variables of the env file. */
  public Map<String, String> environment() throws IOException {
    try (Stream<String> lines = Files.lines(directory.resolve("env"))) {
      return lines
          .map(VARIABLE::matcher)
          .filter(Matcher::matches)
          .collect(Collectors.toMap(line -> line.group(1), line -> line.group(2)));
    }
  }

  /** A token for this client, got over its own connection. */
  public String token(HttpClient http, String client) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri.resolve("/a-tenant/oauth2/v2.0/token"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .timeout(Duration.ofSeconds(30))
            .POST(BodyPublishers.ofString("client_id=" + client + "&client_secret=any"))
            .build();
    JsonNode body = ArmTestClient.json(http.send(request, BodyHandlers.ofString()).body());
    return body.path("access_token").asText();
  }

  /** Bytes of the heap in use after a full collection. */
  long heapInUse() {
    control("GC.run");
    String said = control("GC.heap_info");
    Matcher heap = HEAP.matcher(said);
    if (!heap.find()) {
      throw new IllegalStateException("No heap in " + said);
    }
    return Long.parseLong(heap.group(1)) * 1024;
  }

  /** How many threads serve requests. */
  long servingThreads() {
    return control("Thread.print")
        .lines()
        .filter(line -> line.matches("\"emulator-\\d+\".*"))
        .count();
  }

  private String control(String command) {
    try {
      Process jcmd =
          new ProcessBuilder(tool("jcmd"), Long.toString(process.pid()), command)
              .redirectErrorStream(true)
              .start();
      String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      jcmd.waitFor();
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  long pid() {
    return process.pid();
  }

  /** Asks it to end, as a service manager would, and waits until it has. */
  @Override
  public void close() {
    process.toHandle().destroy(); // The other destroy closes what it still has to say.
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly().onExit().join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
