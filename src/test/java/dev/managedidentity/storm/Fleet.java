package dev.managedidentity.storm;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.plan.ArmId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * What there is in Azure from the start and what is declared of it, chosen by a seed.
 *
 * @param subscription of everything
 */
record Fleet(String subscription, List<Target> targets) {
  /** One declaration of each scale set is in each of these. */
  static final List<String> NAMESPACES = List.of("storm-a", "storm-b", "storm-c");

  private static final String GROUP = "storm";
  private static final String IDENTITIES = "identities";
  private static final int APPS = 12;
  private static final int FOREIGN = 6;
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A scale set with its three declarations.
   *
   * @param seeded the identities that it has from the start
   * @param systemAssigned whether it has a system-assigned one from the start
   * @param optional one that the first declaration names at times
   */
  record Target(
      ArmId id,
      List<String> seeded,
      boolean systemAssigned,
      List<Declaration> declarations,
      String optional) {

    String key() {
      return id.text().toLowerCase(java.util.Locale.ROOT);
    }

    /** Whether a declaration says {@code ensure: Absent} of it. */
    boolean isAbsent(String identity) {
      return declarations.stream()
          .anyMatch(one -> one.absent().stream().anyMatch(identity::equalsIgnoreCase));
    }

    List<String> assigned() {
      return declarations.stream().flatMap(one -> one.assigned().stream()).distinct().toList();
    }
  }

  /**
   * What one declaration says of its scale set.
   *
   * @param absent at most one, which is there from the start
   */
  record Declaration(
      String namespace,
      String name,
      boolean systemAssigned,
      List<String> assigned,
      Optional<String> absent) {}

  /** One of so many scale sets. */
  static Fleet of(String subscription, int scaleSets, Random random) {
    return new Fleet(
        subscription,
        IntStream.range(0, scaleSets).mapToObj(i -> target(subscription, i, random)).toList());
  }

  private static Target target(String subscription, int i, Random random) {
    List<String> apps = new ArrayList<>();
    IntStream.range(0, APPS).forEach(n -> apps.add(identity(subscription, "app-" + n)));
    Collections.shuffle(apps, random);
    String shared = apps.get(0);
    String old = identity(subscription, "old");
    boolean removesOld = random.nextInt(4) == 0;
    TreeSet<String> seeded = new TreeSet<>();
    if (removesOld || random.nextInt(4) == 0) {
      seeded.add(old);
    }
    if (random.nextInt(3) == 0) {
      // There before it is declared, so it is not the operator's.
      seeded.add(apps.get(random.nextInt(2)));
    }
    for (int n = random.nextInt(3); n > 0; n--) {
      seeded.add(identity(subscription, "team-" + random.nextInt(FOREIGN)));
    }
    String name = "web-%03d".formatted(i);
    boolean systemAssigned = random.nextBoolean();
    return new Target(
        ArmId.of(subscription, GROUP, ArmId.SCALE_SET, name),
        List.copyOf(seeded),
        random.nextInt(3) == 0,
        List.of(
            new Declaration(
                NAMESPACES.get(0),
                name,
                systemAssigned,
                List.of(shared, apps.get(1)),
                Optional.empty()),
            new Declaration(
                NAMESPACES.get(1), name, false, List.of(shared, apps.get(2)), Optional.empty()),
            new Declaration(
                NAMESPACES.get(2),
                name,
                systemAssigned && random.nextBoolean(),
                List.of(apps.get(3), shared),
                removesOld ? Optional.of(old) : Optional.empty())),
        apps.get(4));
  }

  private static String identity(String subscription, String name) {
    return ArmId.of(subscription, IDENTITIES, ArmId.USER_ASSIGNED_IDENTITY, name).text();
  }

  /** The identities that no declaration ever names, and that a rival assigns and takes away. */
  List<String> identitiesOfTheRival() {
    return IntStream.range(0, FOREIGN).mapToObj(n -> identity(subscription, "rival-" + n)).toList();
  }

  /** As a seed file of the emulator. */
  String seed() {
    ObjectNode seed = JSON.createObjectNode().put("subscription", subscription);
    ArrayNode groups = seed.putArray("resourceGroups");
    List.of(GROUP, IDENTITIES).forEach(g -> groups.addObject().put("name", g));
    ArrayNode identities = seed.putArray("identities");
    IntStream.range(0, APPS).forEach(n -> addIdentity(identities, "app-" + n));
    IntStream.range(0, FOREIGN).forEach(n -> addIdentity(identities, "team-" + n));
    IntStream.range(0, FOREIGN).forEach(n -> addIdentity(identities, "rival-" + n));
    addIdentity(identities, "old");
    ArrayNode scaleSets = seed.putArray("scaleSets");
    targets.forEach(target -> addScaleSet(scaleSets, target));
    return seed.toString();
  }

  private static void addIdentity(ArrayNode identities, String name) {
    identities.addObject().put("resourceGroup", IDENTITIES).put("name", name);
  }

  private static void addScaleSet(ArrayNode scaleSets, Target target) {
    ObjectNode body =
        scaleSets
            .addObject()
            .put("resourceGroup", GROUP)
            .put("name", target.id().name())
            .putObject("body");
    body.putObject("properties").put("orchestrationMode", "Uniform");
    String type = IdentityBlock.type(target.systemAssigned(), !target.seeded().isEmpty());
    if (!type.equals(IdentityBlock.NONE)) {
      ObjectNode block = body.putObject("identity").put("type", type);
      if (!target.seeded().isEmpty()) {
        ObjectNode users = block.putObject("userAssignedIdentities");
        target.seeded().forEach(users::putObject);
      }
    }
  }
}
