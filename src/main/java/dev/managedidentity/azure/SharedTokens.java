package dev.managedidentity.azure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.aad.msal4j.ITokenCache;
import com.microsoft.aad.msal4j.ManagedIdentityApplication;

/**
 * The tokens of managed identities, which the sign-in library keeps in one cache for the whole
 * process. A new credential would be given the token of the former from it, for up to a day, even
 * one that Azure has rejected.
 */
final class SharedTokens {
  private SharedTokens() {}

  /** Has the next request for a token ask the token endpoint. */
  static synchronized void expire() {
    ITokenCache cache = ManagedIdentityApplication.getSharedTokenCache();
    // The cache has no method to remove a token; one that is read in takes the place of its equal.
    Json.whole(cache.serialize())
        .filter(tokens -> !tokens.path("AccessToken").isEmpty())
        .ifPresent(
            tokens -> {
              tokens.path("AccessToken").forEach(SharedTokens::expire);
              cache.deserialize(tokens.toString());
            });
  }

  private static void expire(JsonNode token) {
    if (token instanceof ObjectNode entry) {
      entry.put("expires_on", "0");
      entry.put("extended_expires_on", "0");
      entry.remove("refresh_on");
    }
  }
}
