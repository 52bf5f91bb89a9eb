package dev.managedidentity.azure;

import com.azure.core.credential.TokenCredential;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whom the last token says we are. Tokens are made for Azure to read and not for us, so one that
 * cannot be read tells nothing and is no mistake.
 */
final class SignedIn {
  private static final Pattern GUID =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", Pattern.CASE_INSENSITIVE);

  private volatile Optional<String> principal = Optional.empty();

  /** The same credential, whose tokens are looked at on their way. */
  TokenCredential through(TokenCredential credential) {
    return request ->
        credential.getToken(request).doOnNext(token -> principal = objectId(token.getToken()));
  }

  /** The object id of our principal, a GUID. */
  Optional<String> principal() {
    return principal;
  }

  static Optional<String> objectId(String token) {
    String[] parts = token.split("\\.", -1);
    return parts.length == 3
        ? claims(parts[1])
            .map(claims -> claims.path("oid").asText())
            .filter(oid -> GUID.matcher(oid).matches())
        : Optional.empty();
  }

  private static Optional<JsonNode> claims(String part) {
    try {
      byte[] json = Base64.getUrlDecoder().decode(part);
      return Json.whole(new String(json, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      // No base64, so no token whose inside we know.
      return Optional.empty();
    }
  }
}
