package dev.managedidentity.bench;

/**
 * One bad identity in a declaration of forty.
 *
 * @param target scale set or machine
 * @param bad what is wrong with it
 * @param without PATCHes until forty good ones are assigned
 * @param with PATCHes until the thirty-nine good ones are
 * @param most how many more they may be
 * @param scriptTries how often a script sent all forty
 * @param scriptLanded how many of the thirty-nine were assigned after that
 */
record BadIdentityLine(
    String target, String bad, int without, int with, int most, int scriptTries, int scriptLanded) {

  int more() {
    return with - without;
  }

  boolean holds() {
    return more() <= most;
  }
}
