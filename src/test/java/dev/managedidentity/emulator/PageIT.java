package dev.managedidentity.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.audit.ChangeRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** The page in a real browser. Time stands still here until a test moves it. */
class PageIT extends EmulatorFixture {
  private static final int ENTER = 13;
  private static final String SWITCH = "[data-id$='/web'] [role=switch]";

  private Chromium browser;

  @BeforeEach
  void open() throws Exception {
    Path program = Chromium.find().orElse(null);
    Assumptions.assumeTrue(
        program != null, "There is no chromium on the PATH, so the page is not tried in one.");
    browser = Chromium.start(program, directory.resolve("profile"));
    browser.open(emulator.uri().resolve("/"));
  }

  /** Leaves a picture, for whoever wants to see what a test saw. */
  @AfterEach
  void closeBrowser(TestInfo test) throws Exception {
    if (browser != null) {
      String name = test.getTestMethod().orElseThrow().getName() + ".png";
      Path pictures = Files.createDirectories(Path.of("target", "page"));
      Files.write(pictures.resolve(name), browser.screenshot());
      browser.close();
    }
  }

  private ChangeRecord lastChange() {
    List<ChangeRecord> changes = emulator.changes();
    return changes.get(changes.size() - 1);
  }

  private static String shows(String selector) {
    return "document.querySelector(`" + selector + "`) !== null";
  }

  @Test
  void causesDriftWithAClick() {
    // Given
    browser.await(shows(SWITCH + "[aria-checked=false]"));

    // When
    browser.click(SWITCH);

    // Then
    browser.await(shows(SWITCH + "[aria-checked=true]"));
    browser.await("document.querySelector(\"[data-id$='/web'] .busy\").textContent === 'Updating'");
    assertThat(lastChange().client()).isEqualTo("portal");
    assertThat(lastChange().target()).isEqualTo(web);
    assertThat(lastChange().after().path("type").asText()).isEqualTo("SystemAssigned");

    // When
    settle();

    // Then
    browser.await(
        "document.querySelector(\"[data-id$='/web'] .state\").textContent === 'Succeeded'");
  }

  @Test
  void addsAndRemovesAnIdentityByKeyboardAlone() {
    // Given
    browser.await(shows("[data-id$='/web'] .add input"));

    // When
    browser.evaluate("document.querySelector(\"[data-id$='/web'] .add input\").focus()");
    browser.type("app");
    browser.press("Enter", ENTER);

    // Then
    browser.await(shows("[aria-label='Remove app from web']"));
    assertThat(lastChange().after().at("/userAssignedIdentities").has(app)).isTrue();

    // When
    settle();
    browser.await(shows(".chips li:not(.waiting)"));
    browser.evaluate("document.querySelector(\"[aria-label='Remove app from web']\").focus()");
    browser.press("Enter", ENTER);

    // Then
    browser.await("document.querySelectorAll('.chips li').length === 0");
    assertThat(lastChange().client()).isEqualTo("portal");
    assertThat(lastChange().after().isNull()).isTrue();
  }

  @Test
  void showsWhatOthersChange() {
    // Given
    browser.await(shows(SWITCH + "[aria-checked=false]"));

    // When
    patchIdentity("{\"type\":\"SystemAssigned\"}");

    // Then
    browser.await(shows(SWITCH + "[aria-checked=true]"));
    browser.await(
        "document.querySelector('#changes li').textContent.includes('+ system assigned')");
  }

  @Test
  void saysWhatAzureRefuses() {
    // Given
    browser.await(shows("[data-id$='/web'] .add input"));
    emulator.azure().deleteIdentity(app);

    // When
    browser.evaluate("document.querySelector(\"[data-id$='/web'] .add input\").focus()");
    browser.type(app);
    browser.press("Enter", ENTER);

    // Then
    browser.await(
        "document.getElementById('message').textContent.startsWith('FailedIdentityOperation')");
  }

  @Test
  void findsOneOfAThousand() throws Exception {
    // Given
    for (int i = 0; i < 1000; i++) {
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      body.putObject("identity").put("type", i % 3 == 0 ? "SystemAssigned" : "None");
      emulator.azure().putScaleSet("farm", "pool-%04d".formatted(i), body);
    }

    // When
    browser.await("document.getElementById('range').textContent === '1–25 of 1001'");
    browser.click("#next");

    // Then
    browser.await("document.getElementById('range').textContent === '26–50 of 1001'");
    assertThat(browser.evaluate("document.querySelectorAll('#rows tr').length").asInt())
        .isEqualTo(25);

    // When
    browser.click("#filter");
    browser.type("farm 0777");

    // Then
    browser.await("document.getElementById('range').textContent === '1–1 of 1'");
    browser.await(shows("[data-id$='/pool-0777']"));
  }
}
