package dev.managedidentity.storm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What the storm strikes, one after the other, chosen by a seed. */
final class Blows {
  /** What is struck. */
  enum Kind {
    LEADER,
    STANDBY,
    API_SERVER,
    API_SERVER_AND_ETCD
  }

  private static final int LONGEST_CALM_MILLIS = 3000;
  private static final int LONGEST_OUTAGE_MILLIS = 6000;

  /** One of four kills meets the replica that waits. */
  private static final int STANDBY_SHARE = 4;

  /**
   * One blow.
   *
   * @param calm from the first call of a leader to the blow
   * @param outage how long the API server stays away
   */
  record Blow(Kind kind, Duration calm, Duration outage) {}

  private Blows() {}

  /** So many kills, with the restarts of the API server evenly among them. */
  static List<Blow> of(int kills, int restarts, Random random) {
    List<Blow> blows = new ArrayList<>();
    int restarted = 0;
    for (int i = 0; i < kills; i++) {
      blows.add(blow(random.nextInt(STANDBY_SHARE) == 0 ? Kind.STANDBY : Kind.LEADER, random));
      while (restarted < restarts && (restarted + 1) * kills <= (i + 1) * restarts + kills / 2) {
        restarted++;
        blows.add(restart(restarted, random));
      }
    }
    while (restarted < restarts) {
      restarted++;
      blows.add(restart(restarted, random));
    }
    return blows;
  }

  private static Blow restart(int number, Random random) {
    return blow(number % 2 == 0 ? Kind.API_SERVER_AND_ETCD : Kind.API_SERVER, random);
  }

  private static Blow blow(Kind kind, Random random) {
    return new Blow(
        kind,
        Duration.ofMillis(random.nextInt(LONGEST_CALM_MILLIS)),
        Duration.ofMillis(random.nextInt(LONGEST_OUTAGE_MILLIS)));
  }
}
