package dev.managedidentity.operator;

import dev.managedidentity.api.CredentialReference;
import dev.managedidentity.api.DeletionPolicy;
import dev.managedidentity.api.Ensure;
import dev.managedidentity.api.IdentitySpec;
import dev.managedidentity.api.Mode;
import dev.managedidentity.api.SystemAssigned;
import dev.managedidentity.api.UserAssigned;
import dev.managedidentity.azure.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random declarations, foreign writers, deletions of identities, problems and kills, and then calm:
 * everything is as declared, nothing of others' is gone, ownership is exact, and all is quiet.
 *
 * <p>{@code -Dlife.seed=N} plays one world again.
 */
class RandomLifeTest {
  private static final int WORLDS = 60;
  private static final int STEPS = 260;
  private static final List<Problem.Kind> PROBLEMS =
      List.of(
          Problem.Kind.UNAVAILABLE,
          Problem.Kind.THROTTLED,
          Problem.Kind.CONFLICT,
          Problem.Kind.DENIED,
          Problem.Kind.LOCKED,
          Problem.Kind.CHANGED);

  private static final List<SystemAssigned> SYSTEM = List.of(SystemAssigned.values());

  private Random random;
  private RandomLife life;
  private final List<String> alive = new ArrayList<>();
  private int declared;
  private boolean sweeps;
  private boolean sharedByTeams;

  @Test
  void whateverHappensAllIsAsDeclaredAndQuietInTheEnd() {
    // Given
    Long wanted = Long.getLong("life.seed");
    long first = wanted == null ? 1 : wanted;
    long last = wanted == null ? WORLDS : wanted;
    System.out.printf(
        "Random lives: worlds %d to %d of %d steps each; -Dlife.seed=N plays world N again%n",
        first, last, STEPS);

    // When
    for (long seed = first; seed <= last; seed++) {
      // Then
      assertWorldEndsWell(seed);
    }
  }

  private void assertWorldEndsWell(long seed) {
    List<String> story = new ArrayList<>();
    try {
      begin(seed);
      for (int i = 0; i < STEPS; i++) {
        story.add(step());
        life.assertRecordsAreTrue();
      }
      story.add("calm");
      life.becomeCalm();
      life.assertRecordsAreTrue();
      life.assertOwnershipIsExact();
      life.assertQuiet();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          "World %d, played again with -Dlife.seed=%d, after %s: %s"
              .formatted(seed, seed, story, e.getMessage()),
          e);
    }
  }

  private void begin(long seed) {
    random = new Random(seed);
    life = new RandomLife(seed % 2 == 0 ? LoopHarness.WEB : LoopHarness.BUILD);
    alive.clear();
    declared = 0;
    sweeps = random.nextBoolean();
    sharedByTeams = seed % 3 == 0;
    life.loop.azure.namesTheBad = random.nextBoolean();
    RandomLife.SUBJECTS.stream()
        .filter(unused -> random.nextInt(3) == 0)
        .forEach(life::attachByOthers);
  }

  private String step() {
    int dice = random.nextInt(20);
    if (dice < 9) {
      return look();
    }
    return dice < 13 ? somebodyDeclares() : somethingHappens();
  }

  private String look() {
    if (random.nextInt(4) == 0) {
      life.killAt(random.nextInt(6));
    }
    int patches = life.loop.azure.patches;
    Duration next = life.look();
    boolean waits = random.nextInt(5) > 0;
    life.loop.clock.advance(waits && !next.isNegative() ? next : Duration.ofSeconds(1));
    return "look" + (life.loop.azure.patches > patches ? " with a PATCH" : "");
  }

  private String somebodyDeclares() {
    alive.removeIf(name -> !life.loop.cluster.isThere(name));
    int dice = random.nextInt(4);
    if (alive.isEmpty() || (dice == 0 && alive.size() < 4)) {
      String name = "d" + declared++;
      alive.add(name);
      life.loop.declare(name, this::say);
      return "declare " + name;
    }
    String name = alive.get(random.nextInt(alive.size()));
    if (dice == 1) {
      life.loop.cluster.delete(name);
      return "delete " + name;
    }
    life.loop.cluster.edit(name, this::say);
    return "edit " + name;
  }

  private void say(IdentitySpec spec) {
    spec.mode = mode();
    spec.systemAssigned = random.nextBoolean() ? null : SYSTEM.get(random.nextInt(SYSTEM.size()));
    spec.suspend = random.nextInt(7) == 0;
    if (sharedByTeams) {
      // To one that is suspended nothing is handed over by what has another credential.
      spec.suspend = false;
      spec.credential = credential();
    }
    spec.deletionPolicy = random.nextInt(3) == 0 ? DeletionPolicy.Retain : DeletionPolicy.Remove;
    spec.ignore.clear();
    if (random.nextInt(3) == 0) {
      spec.ignore.add("*/" + name());
    }
    spec.userAssigned.clear();
    for (String name : RandomLife.NAMES) {
      if (random.nextInt(5) < 2) {
        UserAssigned entry = new UserAssigned();
        entry.id = LoopHarness.identity(name).text();
        entry.ensure = random.nextInt(4) == 0 ? Ensure.Absent : Ensure.Assigned;
        spec.userAssigned.add(entry);
      }
    }
  }

  /** The operator's own, or one of two. */
  private CredentialReference credential() {
    int dice = random.nextInt(3);
    if (dice == 0) {
      return null;
    }
    CredentialReference reference = new CredentialReference();
    reference.secretName = "team-" + dice;
    return reference;
  }

  private Mode mode() {
    int dice = random.nextInt(6);
    return dice == 0 ? Mode.Observe : dice < 3 && sweeps ? Mode.Authoritative : Mode.Additive;
  }

  private String name() {
    return RandomLife.NAMES.get(random.nextInt(RandomLife.NAMES.size()));
  }

  private String somethingHappens() {
    return switch (random.nextInt(4)) {
      case 0 -> othersWrite();
      case 1 -> othersWriteInBetween();
      case 2 -> identitiesComeAndGo();
      default -> azureIsUnwell();
    };
  }

  private String othersWrite() {
    int which = random.nextInt(RandomLife.SUBJECTS.size());
    boolean attach = random.nextBoolean();
    if (attach) {
      life.attachByOthers(RandomLife.SUBJECTS.get(which));
    } else {
      life.detachByOthers(RandomLife.SUBJECTS.get(which));
    }
    return (attach ? "others attach " : "others detach ") + RandomLife.SUBJECTS.get(which);
  }

  private String othersWriteInBetween() {
    life.betweenReadAndWrite(this::othersWrite);
    return "others write before the next PATCH";
  }

  private String identitiesComeAndGo() {
    String name = name();
    switch (random.nextInt(3)) {
      case 0 -> {
        life.deleteIdentity(name);
        return "identity deleted " + name;
      }
      case 1 -> {
        life.loop.azure.bad.put(LoopHarness.identity(name), Problem.Kind.DENIED);
        return "identity forbidden " + name;
      }
      default -> {
        life.remakeIdentity(name);
        return "identity remade " + name;
      }
    }
  }

  private String azureIsUnwell() {
    Problem problem = FakeCompute.problem(PROBLEMS.get(random.nextInt(PROBLEMS.size())));
    int dice = random.nextInt(7);
    switch (dice) {
      case 0 -> life.loop.azure.readProblems.add(problem);
      case 1, 2 -> life.loop.azure.patchProblems.add(problem);
      case 3 -> life.loop.azure.pollProblems.add(problem);
      case 4 -> life.failOperation();
      case 5 -> life.loop.azure.losesAnswers = !life.loop.azure.losesAnswers;
      default ->
          life.loop.azure.provisioningState = random.nextBoolean() ? "Updating" : "Succeeded";
    }
    return "trouble " + dice + " " + problem.kind();
  }
}
