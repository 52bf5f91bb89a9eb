package dev.managedidentity.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.testing.Footprint;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * How many requests a second the emulator serves, and in how much memory. Not a test: run by {@code
 * mvn -q -Pbench-emulator verify -DskipTests}.
 */
public final class EmulatorBenchmark {
  private static final int SCALE_SETS = 10_000;
  private static final int IDENTITIES = 20_000;
  private static final int CLIENTS = 50;

  /** Leaves room for what is not heap within the 512 MB of the whole process. */
  private static final String MOST_HEAP = "-Xmx256m";

  private static final String API = "?api-version=2024-11-01";

  private final EmulatorProcess emulator;
  private final String subscription;
  private final List<Client> clients = new ArrayList<>();
  private final ArrayNode kinds = ArmTestClient.MAPPER.createArrayNode();

  /** One client with a connection of its own. */
  private record Client(int number, HttpClient http, String token) {}

  /** One request of a kind, by the client and how often it asked before. */
  private interface Ask {
    HttpRequest.Builder request(Client client, int turn);
  }

  private EmulatorBenchmark(EmulatorProcess emulator, String subscription) {
    this.emulator = emulator;
    this.subscription = subscription;
  }

  public static void main(String[] arguments) throws Exception {
    Path target = Files.createDirectories(Path.of(arguments.length > 0 ? arguments[0] : "target"));
    Path directory = Files.createTempDirectory(target.toAbsolutePath(), "bench");
    Path seed =
        Files.writeString(
            directory.resolve("seed.json"), BenchmarkSeed.json(SCALE_SETS, IDENTITIES));
    try (EmulatorProcess emulator =
        EmulatorProcess.start(
            directory,
            List.of(MOST_HEAP),
            "--seed",
            seed.toString(),
            "--time-factor",
            "0.001",
            "--no-limits")) {
      String subscription = emulator.environment().get("AZURE_SUBSCRIPTION_ID");
      ObjectNode result = new EmulatorBenchmark(emulator, subscription).run();
      Path file = target.resolve("emulator-benchmark.json");
      Files.writeString(file, result.toPrettyString() + "\n");
      System.out.println("Written to " + file);
    } finally {
      delete(directory);
    }
  }

  private ObjectNode run() throws Exception {
    connect();
    long heapAtRest = emulator.heapInUse();
    System.out.printf(
        "%-12s %9s %9s %9s %9s%n", "kind", "requests", "a second", "p50 ms", "p99 ms");
    Ask get = (client, turn) -> to(client, scaleSet(client, turn) + API);
    measure("warm-up", 40, get);
    kinds.removeAll();
    measureKinds(get);
    return summed(heapAtRest, pages());
  }

  private void measureKinds(Ask get) throws Exception {
    measure("GET", 200, get);
    measure("GET identity", 200, (client, turn) -> to(client, identity(client, turn) + API));
    measure("list page", 40, (client, turn) -> to(client, list() + API));
    measure("PATCH", 40, this::patch);
    measurePolls();
  }

  private ObjectNode summed(long heapAtRest, int pages) throws IOException {
    long heap = emulator.heapInUse();
    ObjectNode result = ArmTestClient.MAPPER.createObjectNode();
    result
        .put("processors", Runtime.getRuntime().availableProcessors())
        .put("java", System.getProperty("java.version"))
        .put("option", MOST_HEAP)
        .put("scaleSets", SCALE_SETS)
        .put("identities", IDENTITIES)
        .put("clients", CLIENTS)
        .put("pagesOfTheList", pages)
        .put("heapAtRestMegabytes", heapAtRest >> 20)
        .put("heapAfterwardsMegabytes", heap >> 20)
        .put("residentMegabytes", Footprint.of(emulator.pid()).residentMegabytes())
        .set("kinds", kinds);
    System.out.printf(
        "%d scale sets in %d pages; heap in use %d MB at rest, %d MB afterwards; resident %d MB%n",
        SCALE_SETS, pages, heapAtRest >> 20, heap >> 20, result.path("residentMegabytes").asLong());
    return result;
  }

  private void connect() throws Exception {
    for (int i = 0; i < CLIENTS; i++) {
      HttpClient http =
          HttpClient.newBuilder()
              .sslContext(emulator.tls())
              .version(HttpClient.Version.HTTP_1_1)
              .executor(Runnable::run)
              .build();
      clients.add(new Client(i, http, emulator.token(http, "client-" + i)));
    }
  }

  /** All clients at once, each its requests one after the other. */
  private void measure(String kind, int each, Ask ask) throws Exception {
    run(kind, each, (client, turn) -> timed(client, ask.request(client, turn)));
  }

  /** What a turn of a client takes, in nanoseconds. */
  private interface Turn {
    long take(Client client, int turn) throws Exception;
  }

  private void run(String kind, int each, Turn work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    List<Callable<long[]>> tasks = new ArrayList<>();
    for (Client client : clients) {
      tasks.add(
          () -> {
            long[] took = new long[each];
            for (int i = 0; i < each; i++) {
              took[i] = work.take(client, i);
            }
            return took;
          });
    }
    try {
      long start = System.nanoTime();
      List<Future<long[]>> done = threads.invokeAll(tasks);
      double seconds = (System.nanoTime() - start) / 1e9;
      long[] all = new long[CLIENTS * each];
      for (int i = 0; i < CLIENTS; i++) {
        System.arraycopy(done.get(i).get(), 0, all, i * each, each);
      }
      report(kind, all, seconds);
    } finally {
      threads.shutdownNow();
    }
  }

  private void report(String kind, long[] took, double seconds) {
    Arrays.sort(took);
    double perSecond = took.length / seconds;
    double median = took[took.length / 2] / 1e6;
    double slowest = took[(int) (took.length * 0.99)] / 1e6;
    System.out.printf(
        Locale.ROOT,
        "%-12s %9d %9.0f %9.1f %9.1f%n",
        kind,
        took.length,
        perSecond,
        median,
        slowest);
    kinds
        .addObject()
        .put("kind", kind)
        .put("requests", took.length)
        .put("perSecond", Math.round(perSecond))
        .put("p50Milliseconds", Math.round(median * 10) / 10.0)
        .put("p99Milliseconds", Math.round(slowest * 10) / 10.0);
  }

  private static long timed(Client client, HttpRequest.Builder request) throws Exception {
    long start = System.nanoTime();
    HttpResponse<byte[]> answer = client.http().send(request.build(), BodyHandlers.ofByteArray());
    long took = System.nanoTime() - start;
    if (answer.statusCode() != 200) {
      throw new IOException(answer.request().uri() + ": HTTP " + answer.statusCode());
    }
    return took;
  }

  /** Each client follows an operation of its own. */
  private void measurePolls() throws Exception {
    List<String> urls = new ArrayList<>();
    for (Client client : clients) {
      HttpRequest write = patch(client, 0).build();
      HttpResponse<String> answer = client.http().send(write, BodyHandlers.ofString());
      urls.add(answer.headers().firstValue("Azure-AsyncOperation").orElseThrow());
    }
    measure("poll", 40, (client, turn) -> to(client, urls.get(client.number())));
  }

  private int pages() throws Exception {
    int pages = 0;
    int found = 0;
    String next = list() + API;
    while (!next.isEmpty()) {
      HttpRequest request = to(clients.get(0), next).build();
      JsonNode page =
          ArmTestClient.json(clients.get(0).http().send(request, BodyHandlers.ofString()).body());
      found += page.path("value").size();
      pages++;
      next = page.path("nextLink").asText();
    }
    if (found != SCALE_SETS) {
      throw new IOException("The list has " + found);
    }
    return pages;
  }

  private HttpRequest.Builder patch(Client client, int turn) {
    String id = identity(client, turn);
    String body =
        "{\"identity\":{\"type\":\"UserAssigned\",\"userAssignedIdentities\":{\"" + id + "\":{}}}}";
    return to(client, scaleSet(client, turn) + API)
        .header("Content-Type", "application/json")
        .method("PATCH", BodyPublishers.ofString(body));
  }

  private HttpRequest.Builder to(Client client, String target) {
    URI uri = URI.create(target.startsWith("https:") ? target : emulator.uri() + target);
    return HttpRequest.newBuilder(uri)
        .timeout(Duration.ofMinutes(1))
        .header("Authorization", "Bearer " + client.token());
  }

  private String list() {
    return "/subscriptions/"
        + subscription
        + "/providers/Microsoft.Compute/virtualMachineScaleSets";
  }

  /** Each client goes through scale sets that no other touches. */
  private String scaleSet(Client client, int turn) {
    int number = client.number() + CLIENTS * (turn % (SCALE_SETS / CLIENTS));
    return BenchmarkSeed.scaleSet(subscription, number);
  }

  private String identity(Client client, int turn) {
    int number = client.number() + CLIENTS * (turn % (IDENTITIES / CLIENTS));
    return BenchmarkSeed.identity(subscription, number);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
