package dev.managedidentity.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessPatternTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /subscriptions/s/resourceGroups/shop-*/**     | /subscriptions/s/resourceGroups/shop-a/providers/P/t/n
          /subscriptions/s/resourceGroups/shop-*/**     | /SUBSCRIPTIONS/S/resourcegroups/SHOP-/providers/P/t/n
          /subscriptions/s/resourceGroups/ids/**/shop-* | /subscriptions/s/resourceGroups/ids/providers/P/t/shop-a
          /subscriptions/s/resourceGroups/shop/**       | /subscriptions/s/resourceGroups/shop/x
          /subscriptions/*/resourceGroups/shop/**       | /subscriptions/other/resourceGroups/shop/x
          **                                            | /anything/at/all
          **/web                                        | /subscriptions/s/x/web
          /subscriptions/s/a(b).c                       | /subscriptions/s/A(B).C
          /subscriptions/s/*                            | /subscriptions/s/one
          """)
  void matches(String pattern, String id) {
    assertThat(new AccessPattern(pattern).matches(id)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /subscriptions/s/resourceGroups/shop-*/**     | /subscriptions/s/resourceGroups/shop-a
          /subscriptions/s/resourceGroups/shop-*        | /subscriptions/s/resourceGroups/shop-a/providers/P/t/n
          /subscriptions/s/resourceGroups/shop/**       | /subscriptions/s/resourceGroups/shop2/providers/P/t/n
          /subscriptions/s/resourceGroups/shop/**       | /subscriptions/t/resourceGroups/shop/providers/P/t/n
          /subscriptions/s/resourceGroups/shop/**       | x/subscriptions/s/resourceGroups/shop/y
          /subscriptions/s/a.c                          | /subscriptions/s/abc
          /subscriptions/*/x                            | /subscriptions/a/b/x
          /subscriptions/s/k                            | /subscriptions/s/\u212A
          """)
  void doesNotMatch(String pattern, String id) {
    assertThat(new AccessPattern(pattern).matches(id)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/subscriptions/s/resourceGroups/shop/../prod",
        "/subscriptions/s/resourceGroups/shop/./x",
        "/subscriptions/s/resourceGroups/shop//x",
        "/subscriptions/s/resourceGroups/shop/x/",
        "/subscriptions/s/resourceGroups/shop/%2e%2e/prod",
        "/subscriptions/s/resourceGroups/shop/x?api-version=1",
        "/subscriptions/s/resourceGroups/shop/x#y",
        "/subscriptions/s/resourceGroups/shop/..\\prod",
        "/subscriptions/s/resourceGroups/shop/x\n",
        "/subscriptions/s/resourceGroups/shop/*",
        "/subscriptions/s/resourceGroups/shop/ /x",
        "subscriptions/s/resourceGroups/shop/x",
        ""
      })
  void whatAUrlCouldResolveToAnotherResourceIsNeverAllowed(String id) {
    assertThat(new AccessPattern("**").matches(id)).isFalse();
    assertThat(new AccessPattern("/subscriptions/s/resourceGroups/shop/**").matches(id)).isFalse();
  }

  @Test
  void agreesWithTheRegularExpressionThatItMeans() {
    SplittableRandom random = new SplittableRandom(42);
    int matches = 0;
    for (int i = 0; i < 20_000; i++) {
      String glob = "/" + random(random, "ab/**-", 8);
      String id = "/" + random(random, "abAB/-.", 8);
      boolean isCanonical =
          !id.endsWith("/") && !id.contains("//") && !id.matches(".*/\\.\\.?(/.*|$)");
      boolean expected = isCanonical && regex(glob).matcher(id).matches();
      assertThat(new AccessPattern(glob).matches(id)).as("%s on %s", glob, id).isEqualTo(expected);
      matches += expected ? 1 : 0;
    }
    assertThat(matches).isGreaterThan(500);
  }

  private static Pattern regex(String glob) {
    String regex =
        Pattern.quote(glob).replace("**", "\\E.*\\Q").replaceAll("(?<!\\.)\\*", "\\\\E[^/]*\\\\Q");
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
  }

  private static String random(SplittableRandom random, String letters, int most) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(most + 1);
    for (int i = 0; i < length; i++) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    return text.toString();
  }
}
