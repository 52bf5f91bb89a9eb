package dev.managedidentity.azure;

/**
 * A running Azure operation.
 *
 * @param url opaque and signed: used as it is, never rebuilt
 */
public record Operation(String url) {}
