package dev.managedidentity.emulator.login;

/**
 * Whom a token is about, and whom it is for.
 *
 * @param client its application id
 * @param objectId of its principal
 * @param audience as it was asked for
 */
public record Subject(String tenant, String client, String objectId, String audience) {}
