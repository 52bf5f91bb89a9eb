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

  /** A token, while it is remembered. */
  record Issued(Subject subject, Instant expires) {}

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

  Instant now() {
    return clock.instant();
  }

  synchronized String issue(String issuer, Subject subject, Duration lifetime) {
    Instant now = clock.instant();
    Instant expires = now.plus(lifetime);
    ObjectNode claims =
        Json.object()
            .put("aud", subject.audience())
            .put("iss", issuer)
            .put("iat", now.getEpochSecond())
            .put("nbf", now.getEpochSecond())
            .put("exp", expires.getEpochSecond())
            .put("appid", subject.client())
            .put("idtyp", "app")
            .put("oid", subject.objectId())
            .put("sub", subject.objectId())
            .put("tid", subject.tenant())
            .put("uti", UUID.randomUUID().toString())
            .put("ver", "1.0");
    ObjectNode header = Json.object().put("typ", "JWT").put("alg", "none");
    String token = base64(header) + "." + base64(claims) + ".";
    issued.put(token, new Issued(subject, expires));
    return token;
  }

  /** Whom an Authorization header speaks for. */
  synchronized Optional<Subject> subject(String authorization) {
    if (authorization == null || !authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return Optional.empty();
    }
    return Optional.ofNullable(issued.get(authorization.substring(7).strip()))
        .filter(token -> token.expires().isAfter(clock.instant()))
        .map(Issued::subject);
  }

  private static String base64(ObjectNode part) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Json.text(part).getBytes(StandardCharsets.UTF_8));
  }
}
