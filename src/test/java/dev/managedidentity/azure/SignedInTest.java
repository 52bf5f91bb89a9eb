package dev.managedidentity.azure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedInTest {
  private static final String OID = "0f000000-0000-4000-8000-00000000000A";

  @Test
  void aTokenSaysWhomItIsFor() {
    assertThat(SignedIn.objectId(token("{\"aud\":\"a\",\"oid\":\"%s\"}".formatted(OID))))
        .contains(OID);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "",
        "7",
        "[]",
        "{}",
        "{\"oid\":null}",
        "{\"oid\":7}",
        "{\"oid\":\"\"}",
        "{\"oid\":\"0f000000-0000-4000-8000-00000000000A; rm -r .\"}",
        "{\"oid\":"
      })
  void claimsOfAnotherShapeTellNothing(String claims) {
    assertThat(SignedIn.objectId(token(claims))).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"", "opaque", "a.b", "a.!.c", "..", "a.b.c.d"})
  void whatIsNoJsonWebTokenTellsNothing(String token) {
    assertThat(SignedIn.objectId(token)).isEmpty();
  }

  private static String token(String claims) {
    String middle = Base64.getUrlEncoder().withoutPadding().encodeToString(claims.getBytes(UTF_8));
    return "e30." + middle + ".c2ln";
  }
}
