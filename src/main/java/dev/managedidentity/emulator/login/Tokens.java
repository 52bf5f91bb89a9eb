package dev.managedidentity.emulator.login;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The tokens given out. They are unsigned: only those remembered here are good. */
final class Tokens {
  static final Duration LIFETIME = Duration.ofSeconds(3599);
  private static final int KEPT = 50_000;

  private record Issued(String client, Instant expires) {}

  private final Clock clock;
  private final Map<String, Issued> issued =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Issued> eldest) {
          return size() > KEPT;
        }
      };

  Tokens(Clock clock) {
    this.clock = clock;
  }

  synchronized String issue(String issuer, String tenant, String client, String objectId) {
    Instant now = clock.instant();
    Instant expires = now.plus(LIFETIME);
    ObjectNode claims =
        Json.object()
            .put("aud", "https://management.core.windows.net/")
            .put("iss", issuer)
            .put("iat", now.getEpochSecond())
            .put("nbf", now.getEpochSecond())
            .put("exp", expires.getEpochSecond())
            .put("appid", client)
            .put("idtyp", "app")
            .put("oid", objectId)
            .put("sub", objectId)
            .put("tid", tenant)
            .put("uti", UUID.randomUUID().toString())
            .put("ver", "1.0");
    ObjectNode header = Json.object().put("typ", "JWT").put("alg", "none");
    String token = base64(header) + "." + base64(claims) + ".";
    issued.put(token, new Issued(client, expires));
    return token;
  }

  /** The client that an Authorization header speaks for. */
  synchronized Optional<String> client(String authorization) {
    if (authorization == null || !authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return Optional.empty();
    }
    return Optional.ofNullable(issued.get(authorization.substring(7).strip()))
        .filter(token -> token.expires().isAfter(clock.instant()))
        .map(Issued::client);
  }

  private static String base64(ObjectNode part) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Json.text(part).getBytes(StandardCharsets.UTF_8));
  }
}
