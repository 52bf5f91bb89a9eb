package dev.managedidentity.operator;

import dev.managedidentity.operator.Cluster.EventType;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes Events, so that {@code kubectl describe} tells the story. */
final class EventWriter {
  private static final Logger log = LoggerFactory.getLogger(EventWriter.class);
  private static final String CONTROLLER = "managedidentity.dev/operator";

  /** The most that the API server takes of a note. */
  private static final int MOST_CHARACTERS = 1024;

  /** With six digits, also where the last three are zeros: the API server takes no fewer. */
  private static final DateTimeFormatter MICRO_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final KubernetesClient client;
  private final String instance = host();

  EventWriter(KubernetesClient client) {
    this.client = client;
  }

  /** Writes one event; the work goes on if that fails, for an event is a courtesy. */
  void write(HasMetadata about, EventType type, String reason, String message) {
    Event event = event(about, type, reason, message);
    try {
      client.resource(event).create();
    } catch (KubernetesClientException e) {
      log.warn(
          "no event {} for {} {}: {}",
          reason,
          about.getKind(),
          Declarations.key(about),
          e.getMessage());
    }
  }

  private Event event(HasMetadata about, EventType type, String reason, String message) {
    return new EventBuilder()
        .withNewMetadata()
        .withNamespace(about.getMetadata().getNamespace())
        .withGenerateName(about.getMetadata().getName() + "-")
        .endMetadata()
        .withEventTime(microTime(Instant.now()))
        .withReportingController(CONTROLLER)
        .withReportingInstance(instance)
        .withType(type.name())
        .withReason(reason)
        .withAction("Reconcile")
        .withNote(
            message.length() <= MOST_CHARACTERS
                ? message
                : message.substring(0, MOST_CHARACTERS - 1) + "…")
        .withRegarding(
            new ObjectReferenceBuilder()
                .withApiVersion(about.getApiVersion())
                .withKind(about.getKind())
                .withNamespace(about.getMetadata().getNamespace())
                .withName(about.getMetadata().getName())
                .withUid(about.getMetadata().getUid())
                .build())
        .build();
  }

  static MicroTime microTime(Instant time) {
    return new MicroTime(MICRO_TIME.format(time));
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }
}
