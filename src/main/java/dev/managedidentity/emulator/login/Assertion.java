package dev.managedidentity.emulator.login;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.managedidentity.emulator.wire.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A signed statement about who a client is, in the place of a secret.
 *
 * @param signed the text that the signature is of
 * @param signature in base64url
 */
record Assertion(JsonNode header, JsonNode claims, String signed, String signature) {

  /** Empty where the text is no JSON web token of three parts. */
  static Optional<Assertion> parse(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    try {
      JsonNode header = json(parts[0]);
      JsonNode claims = json(parts[1]);
      return header.isObject() && claims.isObject()
          ? Optional.of(new Assertion(header, claims, parts[0] + "." + parts[1], parts[2]))
          : Optional.empty();
    } catch (IllegalArgumentException | JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static JsonNode json(String part) throws JsonProcessingException {
    return Json.MAPPER.readTree(
        new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8));
  }

  String issuer() {
    return claims.path("iss").asText();
  }

  String subject() {
    return claims.path("sub").asText();
  }

  /** A claim that may be one text or a list of them. */
  List<String> audiences() {
    JsonNode audience = claims.path("aud");
    List<String> all = new ArrayList<>();
    if (audience.isArray()) {
      audience.forEach(one -> all.add(one.asText()));
    } else {
      all.add(audience.asText());
    }
    return all;
  }

  boolean isValidAt(Instant now) {
    long seconds = now.getEpochSecond();
    return claims.path("exp").asLong() > seconds && claims.path("nbf").asLong() <= seconds + 300;
  }

  /** The thumbprint by which the client names its certificate, as it was sent. */
  String thumbprint() {
    return header.has("x5t#S256") ? header.path("x5t#S256").asText() : header.path("x5t").asText();
  }

  boolean names(X509Certificate certificate) {
    String hash = header.has("x5t#S256") ? "SHA-256" : "SHA-1";
    try {
      byte[] digest = MessageDigest.getInstance(hash).digest(certificate.getEncoded());
      // Some libraries write base64 and not base64url; Azure takes both.
      String named = thumbprint().replace('+', '-').replace('/', '_').replaceFirst("=+$", "");
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest).equals(named);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JDK has no " + hash, e);
    }
  }

  boolean isSignedBy(X509Certificate certificate) {
    try {
      Optional<Signature> verifier = verifier();
      if (verifier.isEmpty()) {
        return false;
      }
      verifier.get().initVerify(certificate.getPublicKey());
      verifier.get().update(signed.getBytes(StandardCharsets.US_ASCII));
      return verifier.get().verify(Base64.getUrlDecoder().decode(signature));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // No base64url, or no signature of that kind of key.
      return false;
    }
  }

  private Optional<Signature> verifier() throws GeneralSecurityException {
    return switch (header.path("alg").asText()) {
      case "RS256" -> Optional.of(Signature.getInstance("SHA256withRSA"));
      case "PS256" -> Optional.of(pss());
      default -> Optional.empty();
    };
  }

  private static Signature pss() throws GeneralSecurityException {
    Signature pss = Signature.getInstance("RSASSA-PSS");
    pss.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
    return pss;
  }
}
