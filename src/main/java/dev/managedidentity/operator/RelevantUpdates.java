package dev.managedidentity.operator;

import dev.managedidentity.api.Api;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Which updates of a declaration are reconciled: those of its spec, of its finalizers, that it is
 * being deleted, and our annotations. A status that the operator wrote itself is none. Pure.
 */
final class RelevantUpdates {
  private RelevantUpdates() {}

  static boolean isRelevant(HasMetadata after, HasMetadata before) {
    ObjectMeta is = after.getMetadata();
    ObjectMeta was = before.getMetadata();
    return !Objects.equals(is.getUid(), was.getUid())
        || !Objects.equals(is.getGeneration(), was.getGeneration())
        || !Objects.equals(is.getDeletionTimestamp(), was.getDeletionTimestamp())
        || !Objects.equals(is.getFinalizers(), was.getFinalizers())
        || Stream.of(Api.DELETION_POLICY, Api.RELEASE_REMOVALS)
            .anyMatch(key -> !Objects.equals(annotation(is, key), annotation(was, key)));
  }

  private static String annotation(ObjectMeta metadata, String key) {
    Map<String, String> annotations = metadata.getAnnotations();
    return annotations == null ? null : annotations.get(key);
  }
}
