package dev.managedidentity.emulator.audit;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * One change of a resource's {@code identity} member.
 *
 * @param n counts up by one from 1
 * @param client who asked for it
 * @param target the id of the resource
 * @param before the member as it was, a JSON null where there was none
 * @param after the member as it became, a JSON null where there is none
 */
public record ChangeRecord(
    long n, Instant time, String client, String target, JsonNode before, JsonNode after) {}
