package dev.managedidentity.emulator.audit;

import java.time.Instant;

/**
 * One request that was served.
 *
 * @param n counts up by one from 1, so a reader can ask for what is new
 * @param client the client id named by the token, or {@code anonymous}
 * @param path the path without its query: operation URLs carry kilobytes of query
 * @param status the HTTP status sent, 0 when a fault sent none
 */
public record RequestRecord(
    long n, Instant time, String client, String method, String path, int status) {}
