package dev.managedidentity.training;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.Dispatcher;
import io.fabric8.mockwebserver.http.Headers;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.nio.charset.StandardCharsets;

/**
 * Lets a Kubernetes in memory, which knows no server-side apply, take those of one operator: it is
 * the only one that writes a status, and writes it whole; the other thing it applies is a finalizer
 * where there was none.
 */
final class ServerSideApply extends Dispatcher {
  private static final String CONTENT_TYPE = "Content-Type";
  private static final String STATUS = "/status";

  private final Dispatcher kubernetes;

  ServerSideApply(Dispatcher kubernetes) {
    this.kubernetes = kubernetes;
  }

  @Override
  public MockResponse dispatch(RecordedRequest request) {
    String type = request.getHeader(CONTENT_TYPE);
    boolean applies = type != null && type.startsWith(PatchType.SERVER_SIDE_APPLY.getContentType());
    return kubernetes.dispatch(applies ? understood(request) : request);
  }

  private static RecordedRequest understood(RecordedRequest apply) {
    String path = apply.getPath().replaceFirst("\\?.*", "");
    boolean ofStatus = path.endsWith(STATUS);
    Headers headers =
        apply
            .getHeaders()
            .newBuilder()
            .setHeader(
                CONTENT_TYPE, ofStatus ? "application/json" : PatchType.JSON_MERGE.getContentType())
            .build();
    String body =
        Serialization.asJson(
            Serialization.unmarshal(apply.getUtf8Body(), GenericKubernetesResource.class));
    return new RecordedRequest(
        apply.getHttpVersion(),
        ofStatus ? HttpMethod.PUT : HttpMethod.PATCH,
        path,
        headers,
        new Buffer(body.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public void shutdown() {
    kubernetes.shutdown();
  }

  @Override
  public void releaseResources() {
    kubernetes.releaseResources();
  }
}
