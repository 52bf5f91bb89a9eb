package dev.managedidentity.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as strangers see it, only faster, on a Kubernetes in memory. */
class DemoTest {
  private static final Path EXAMPLES = Path.of("examples");

  @TempDir private Path scratch;
  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();

  private int run(Path examples, Duration deadline) {
    Options options =
        new Options(
            examples,
            EXAMPLES.resolve("azure").resolve("emulator-seed.yaml"),
            scratch.resolve("demo"),
            0.01,
            Duration.ofMillis(300),
            3,
            deadline,
            false,
            false);
    PrintStream out = new PrintStream(screen, true, StandardCharsets.UTF_8);
    return new Demo(options, new Screen(out, false, 0)).run();
  }

  private String printed() {
    return screen.toString(StandardCharsets.UTF_8);
  }

  @Test
  void tellsTheStoryAndEndsWell() {
    // When
    int exit = run(EXAMPLES, Duration.ofSeconds(60));

    // Then
    assertThat(exit).as(printed()).isZero();
    assertThat(printed().lines().map(String::strip))
        .containsSubsequence(
            "1. One declaration, step by step",
            "declared    kubectl apply -f examples/07-add-several.yaml",
            "planned     assign metrics; assign pull",
            "changed     + metrics  + pull, by the operator",
            "2. Everything else in examples/",
            "3. Declared before it exists",
            "4. Somebody removes an identity by hand",
            "5. A declaration is deleted",
            "after       app: what was there before has stayed",
            "6. 3 periods without a change",
            "How every example ended");
    assertThat(printed())
        .containsPattern("by hand +- metrics +by portal-user, [\\d:.]+ UTC")
        .containsPattern("PATCHed +\\+ metrics +by the operator, [\\d:.]+ UTC")
        .contains("requests    1 PATCH, ")
        .contains("Azure       0 writes")
        .contains("Kubernetes  0 writes")
        .contains("All is well")
        .doesNotContain("\u001b");
    assertThat(printed().lines()).allMatch(line -> line.length() <= Screen.WIDTH);
  }

  @Test
  void failsWhereAnExampleCannotConverge() throws IOException {
    // Given
    String several = Files.readString(EXAMPLES.resolve(Demo.HERO));
    Path examples = Files.createDirectory(scratch.resolve("examples"));
    Files.writeString(examples.resolve(Demo.HERO), several.replace("/pull", "/not-there"));

    // When
    int exit = run(examples, Duration.ofSeconds(5));

    // Then
    assertThat(exit).isEqualTo(1);
    assertThat(printed())
        .contains("The demo failed")
        .contains("This did not come within 5 s: demo/cache ends as True Converged")
        .contains("cache of 07-add-several.yaml should be True Converged, and is False")
        .contains("observedGeneration: 1")
        .contains("/userAssignedIdentities/not-there")
        .containsPattern("[\\d:.]+ (GET|PATCH) \\d{3}")
        .contains("demo.log");
  }

  @Test
  void failsWhereAnExampleDoesNotSayHowItEnds() throws IOException {
    // Given
    String several = Files.readString(EXAMPLES.resolve(Demo.HERO));
    Path examples = Files.createDirectory(scratch.resolve("examples"));
    Files.writeString(examples.resolve(Demo.HERO), several.replace("# ends:", "# in the end"));

    // When
    int exit = run(examples, Duration.ofSeconds(5));

    // Then
    assertThat(exit).isEqualTo(1);
    assertThat(printed()).contains(Demo.HERO + " does not say how it ends");
  }
}
