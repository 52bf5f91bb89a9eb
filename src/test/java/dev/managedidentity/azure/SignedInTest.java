package dev.managedidentity.azure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenRequestContext;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

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

  @Test
  void noTokenIsLogged() {
    // Given
    String token = token("{\"aud\":\"a\",\"oid\":\"%s\"}".formatted(OID));
    Logger root = (Logger) LoggerFactory.getLogger("dev.managedidentity.azure");
    Level before = root.getLevel();
    ListAppender<ILoggingEvent> logged = new ListAppender<>();
    logged.start();
    root.addAppender(logged);
    root.setLevel(Level.TRACE);
    root.setAdditive(false);

    // When
    SignedIn signedIn = new SignedIn();
    try {
      signedIn
          .through(request -> Mono.just(new AccessToken(token, OffsetDateTime.MAX)))
          .getToken(new TokenRequestContext())
          .block();
    } finally {
      root.setAdditive(true);
      root.setLevel(before);
      root.detachAppender(logged);
    }

    // Then
    assertThat(signedIn.principal()).contains(OID);
    assertThat(List.copyOf(logged.list))
        .extracting(ILoggingEvent::getFormattedMessage)
        .noneMatch(line -> line.contains(token.split("\\.", -1)[2]) || line.contains(token));
  }
}
