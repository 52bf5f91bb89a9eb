package dev.managedidentity.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a status by server-side apply, and sees to it that the object has this status and nothing
 * else.
 *
 * <p>Apply alone does not: fields that another field manager owns as well stay when this one leaves
 * them out. A row that somebody added would stay for ever, and what is left of {@code operation}
 * without its time is refused by the schema, as 422, and every status of the object with it. So
 * where the answer is not what was sent, or the apply is refused, the whole status is replaced.
 */
final class AppliedStatus implements StatusWriter {
  private static final Logger log = LoggerFactory.getLogger(AppliedStatus.class);
  private static final int UNPROCESSABLE = 422;

  /** How often an object may change between reading it and replacing its status. */
  private static final int MOST_TRIES = 5;

  @Override
  public HasMetadata write(KubernetesClient client, HasMetadata fresh) {
    HasMetadata answer;
    try {
      answer = apply(client, fresh);
    } catch (KubernetesClientException e) {
      if (e.getCode() != UNPROCESSABLE && e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      HasMetadata found = client.resource(fresh).get();
      if (found == null || !isSame(found, fresh)) {
        // 409 is also the answer for the uid of an object that was deleted and made again.
        throw gone(fresh, e);
      }
      log.info(
          "the status of {} {} cannot be applied, so it is replaced: {}",
          fresh.getKind(),
          Declarations.key(fresh),
          e.getMessage());
      return replace(client, found, fresh);
    }
    return isStatus(client, answer, fresh) ? answer : replace(client, answer, fresh);
  }

  private static HasMetadata apply(KubernetesClient client, HasMetadata fresh) {
    return client
        .resource(fresh)
        .subresource("status")
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(FIELD_MANAGER)
                .withForce(true)
                .build());
  }

  private static KubernetesClientException gone(HasMetadata fresh, Exception cause) {
    return new KubernetesClientException(
        "%s %s was deleted, or made again".formatted(fresh.getKind(), Declarations.key(fresh)),
        cause,
        HttpURLConnection.HTTP_NOT_FOUND,
        null,
        null);
  }

  private static boolean isSame(HasMetadata one, HasMetadata other) {
    return one.getMetadata().getUid().equals(other.getMetadata().getUid());
  }

  private static HasMetadata replace(
      KubernetesClient client, HasMetadata found, HasMetadata fresh) {
    HasMetadata current = found;
    for (int tries = 1; ; tries++) {
      try {
        return client
            .resource(fresh)
            .subresource("status")
            .patch(
                new PatchContext.Builder()
                    .withPatchType(PatchType.JSON)
                    .withFieldManager(FIELD_MANAGER)
                    .build(),
                replacement(client, current, fresh));
      } catch (KubernetesClientException e) {
        if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || tries == MOST_TRIES) {
          throw e;
        }
        current = client.resource(fresh).get();
        if (current == null || !isSame(current, fresh)) {
          throw gone(fresh, e);
        }
      }
    }
  }

  /** A JSON patch that is refused, as 409, if the object has changed since. */
  private static String replacement(
      KubernetesClient client, HasMetadata current, HasMetadata fresh) {
    ArrayNode patch = JsonNodeFactory.instance.arrayNode();
    patch
        .addObject()
        .put("op", "replace")
        .put("path", "/metadata/resourceVersion")
        .put("value", current.getMetadata().getResourceVersion());
    patch.addObject().put("op", "add").put("path", "/status").set("value", status(client, fresh));
    return patch.toString();
  }

  private static JsonNode status(KubernetesClient client, HasMetadata object) {
    KubernetesSerialization serialization = client.getKubernetesSerialization();
    return serialization.convertValue(object, JsonNode.class).path("status");
  }

  private static boolean isStatus(KubernetesClient client, HasMetadata answer, HasMetadata fresh) {
    return inOrder(status(client, answer)).equals(inOrder(status(client, fresh)));
  }

  /** Rows are found by their ids, so their order means nothing, and apply may keep another. */
  private static JsonNode inOrder(JsonNode value) {
    if (value.isArray()) {
      List<JsonNode> elements = new ArrayList<>();
      value.forEach(one -> elements.add(inOrder(one)));
      elements.sort(Comparator.comparing(JsonNode::toString));
      return JsonNodeFactory.instance.arrayNode().addAll(elements);
    }
    if (value.isObject()) {
      ObjectNode ordered = JsonNodeFactory.instance.objectNode();
      value
          .fieldNames()
          .forEachRemaining(
              name ->
                  Optional.of(inOrder(value.get(name)))
                      .filter(inner -> !inner.isEmpty() || inner.isValueNode())
                      .ifPresent(inner -> ordered.set(name, inner)));
      return ordered;
    }
    return value;
  }
}
