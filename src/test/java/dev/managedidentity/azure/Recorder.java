package dev.managedidentity.azure;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import reactor.core.publisher.Mono;

/** Notes what is sent and gives the answers it was told to, the last of them for ever. */
final class Recorder implements HttpClient {
  private final List<HttpRequest> sent = new ArrayList<>();
  private final Deque<Told> told = new ArrayDeque<>();
  private final List<Calls.Ended> ended = new ArrayList<>();

  private record Told(int status, HttpHeaders headers, String body) {}

  /** Azure as it is at https://arm.test:8443/. */
  Arm arm() {
    return new Arm(
        new AzureSettings(
            null, URI.create("https://arm.test:8443/"), null, null, null, null, null, null, null),
        Clock.systemUTC(),
        new HttpPipelineBuilder().httpClient(this).build(),
        ended::add);
  }

  /** From now on this is the answer. */
  void answer(int status, HttpHeaders headers, String body) {
    told.clear();
    then(status, headers, body);
  }

  /** After the answers told before comes this one. */
  void then(int status, HttpHeaders headers, String body) {
    told.add(new Told(status, headers, body));
  }

  List<HttpRequest> sent() {
    return sent;
  }

  /** What was told of the calls. */
  List<Calls.Ended> ended() {
    return ended;
  }

  static String body(HttpRequest request) {
    return new String(request.getBodyAsBinaryData().toBytes(), StandardCharsets.UTF_8);
  }

  @Override
  public Mono<HttpResponse> send(HttpRequest request) {
    sent.add(request);
    Told now = told.size() > 1 ? told.remove() : told.element();
    return Mono.just(
        new WholeResponse(
            request, now.status(), now.headers(), now.body().getBytes(StandardCharsets.UTF_8)));
  }
}
