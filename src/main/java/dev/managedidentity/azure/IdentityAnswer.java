package dev.managedidentity.azure;

import com.fasterxml.jackson.databind.JsonNode;
import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.plan.ArmId;
import java.net.HttpURLConnection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads user-assigned identities and their groups from answers, strictly: what is read here says to
 * whom roles are granted.
 */
final class IdentityAnswer {
  private IdentityAnswer() {}

  static Answer<UserIdentity> read(Reply reply, ArmId asked) {
    return reply.isSuccess()
        ? Body.read(reply, body -> identity(body, asked))
        : Answer.not(problem(reply));
  }

  /** What the request to make one answers: 201 if it made it, 200 if it was there. */
  static Answer<Identities.Creation> ofCreation(Reply reply, ArmId asked) {
    boolean isNew = reply.status() == HttpURLConnection.HTTP_CREATED;
    return read(reply, asked).then(identity -> Answer.of(new Identities.Creation(identity, isNew)));
  }

  /**
   * Where a group is.
   *
   * @param asked the id of the group
   */
  static Answer<String> ofGroup(Reply reply, String asked) {
    if (!reply.isSuccess()) {
      Problem problem = problem(reply);
      return Answer.not(
          problem.kind() == Kind.NOT_FOUND ? problem.as(Kind.GROUP_NOT_FOUND) : problem);
    }
    return Body.read(
        reply,
        body -> {
          if (!Body.requiredText(body, "id").equalsIgnoreCase(asked)) {
            throw new Senseless("the body is of another group");
          }
          return Body.requiredText(body, "location");
        });
  }

  static Answer<Boolean> ofDelete(Reply reply) {
    if (reply.status() == HttpURLConnection.HTTP_NO_CONTENT) {
      return Answer.of(false);
    }
    if (reply.isSuccess()) {
      // Azure sends no body with it, where somebody between it and us would.
      return reply.status() == HttpURLConnection.HTTP_OK && reply.isBare()
          ? Answer.of(true)
          : Answer.not(Problems.senseless(reply, "that is no answer to a deletion"));
    }
    Problem problem = problem(reply);
    return problem.kind() == Kind.NOT_FOUND ? Answer.of(false) : Answer.not(problem);
  }

  private static UserIdentity identity(JsonNode body, ArmId asked) throws Senseless {
    ArmId id = Body.id(body, asked);
    Optional<String> type = Body.text(body, "type");
    if (type.isPresent() && !type.get().equalsIgnoreCase(ArmId.USER_ASSIGNED_IDENTITY)) {
      throw new Senseless("the body is of type " + Words.shown(type.get()));
    }
    JsonNode properties = Body.properties(body);
    // Azure fills these in before it answers the PUT that makes an identity. One without them can
    // be given no role, and taken for whole it would be written down so: it is asked for again.
    return new UserIdentity(
        id,
        Body.requiredText(body, "location"),
        tags(body),
        Body.requiredText(properties, "tenantId"),
        Body.requiredText(properties, "principalId"),
        Body.requiredText(properties, "clientId"));
  }

  private static Map<String, String> tags(JsonNode body) throws Senseless {
    Map<String, String> tags = new TreeMap<>();
    Optional<JsonNode> all = Body.object(body, "tags");
    if (all.isPresent()) {
      for (Map.Entry<String, JsonNode> tag : all.get().properties()) {
        tags.put(tag.getKey(), Body.text(all.get(), tag.getKey()).orElse(""));
      }
    }
    return tags;
  }

  private static Problem problem(Reply reply) {
    Problem problem = Problems.of(reply, Set.of());
    AzureError error = AzureError.in(reply.body());
    boolean group = error.has("ResourceGroupNotFound") || error.has("SubscriptionNotFound");
    return group && problem.kind() == Kind.NOT_FOUND ? problem.as(Kind.GROUP_NOT_FOUND) : problem;
  }
}
