package dev.managedidentity.storm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FlatnessTest {
  private static final int SAMPLES = 1800;

  private static List<String> growing(IntFunction<Footprints.Sample> at) {
    return Flatness.of(IntStream.range(0, SAMPLES).mapToObj(at).toList()).stream()
        .filter(course -> !course.flat())
        .map(Flatness.Course::name)
        .toList();
  }

  private static Footprints.Sample sample(long memory, long threads, long files, long sockets) {
    return new Footprints.Sample(1, memory, threads, files, sockets);
  }

  @Test
  void whatWarmsUpAndGoesUpAndDownIsFlat() {
    assertThat(
            growing(i -> sample(i < 400 ? 90 + i / 8 : 140, 60 + i % 7, 90 + i % 11, 20 + i % 5)))
        .isEmpty();
  }

  @Test
  void aLeakOfEachKindIsSeen() {
    assertThat(growing(i -> sample(140 + i / 40, 60, 90, 20))).containsExactly("resident MB");
    assertThat(growing(i -> sample(140, 60 + i / 60, 90, 20))).containsExactly("threads");
    assertThat(growing(i -> sample(140, 60, 90 + i / 60, 20))).containsExactly("open files");
    assertThat(growing(i -> sample(140, 60, 90 + i / 60, 20 + i / 60)))
        .containsExactly("sockets", "open files");
  }

  @Test
  void ofAFewSamplesNothingIsSaid() {
    List<Footprints.Sample> few =
        IntStream.range(0, 19).mapToObj(i -> sample(140, 60, 90, 20)).toList();

    assertThatThrownBy(() -> Flatness.of(few))
        .isInstanceOf(StormFailed.class)
        .hasMessageContaining("19 samples");
  }
}
