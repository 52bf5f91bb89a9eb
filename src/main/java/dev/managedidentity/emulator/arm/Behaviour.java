package dev.managedidentity.emulator.arm;

/**
 * Settings of what Azure does.
 *
 * @param tenant the directory of every subscription
 * @param timeFactor recorded times are multiplied by this
 * @param pageSize how many resources a page of a list has
 * @param limits whether request budgets are enforced
 * @param preemption whether a newer write of a scale set ends the running operation; otherwise it
 *     is refused with 409, as it always is on machines
 * @param quirks what is late, and what is not established
 */
public record Behaviour(
    String tenant,
    double timeFactor,
    int pageSize,
    boolean limits,
    boolean preemption,
    Quirks quirks) {}
