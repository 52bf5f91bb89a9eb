package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.Api;
import dev.managedidentity.api.ScaleSetIdentity;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which updates of a declaration are reconciled. */
class RelevantUpdatesTest {
  private static ScaleSetIdentity declaration(UnaryOperator<ObjectMetaBuilder> changed) {
    ScaleSetIdentity declaration = new ScaleSetIdentity();
    declaration.setMetadata(
        changed
            .apply(
                new ObjectMetaBuilder()
                    .withName("web")
                    .withUid("1")
                    .withGeneration(1L)
                    .withResourceVersion("1"))
            .build());
    return declaration;
  }

  static Stream<Named<UnaryOperator<ObjectMetaBuilder>>> relevant() {
    return Stream.of(
        Named.of("spec", it -> it.withGeneration(2L)),
        Named.of("created again", it -> it.withUid("2")),
        Named.of("deleted", it -> it.withDeletionTimestamp("2026-01-01T00:00:00Z")),
        Named.of("finalizer", it -> it.addToFinalizers(Api.FINALIZER)),
        Named.of("policy", it -> it.addToAnnotations(Api.DELETION_POLICY, "Retain")),
        Named.of("release", it -> it.addToAnnotations(Api.RELEASE_REMOVALS, "true")));
  }

  @ParameterizedTest
  @MethodSource("relevant")
  void isReconciled(UnaryOperator<ObjectMetaBuilder> change) {
    assertThat(
            RelevantUpdates.isRelevant(declaration(change), declaration(UnaryOperator.identity())))
        .isTrue();
  }

  @Test
  void aStatusOrAnotherAnnotationIsNot() {
    assertThat(
            RelevantUpdates.isRelevant(
                declaration(it -> it.withResourceVersion("2").addToAnnotations("team", "shop")),
                declaration(UnaryOperator.identity())))
        .isFalse();
  }
}
