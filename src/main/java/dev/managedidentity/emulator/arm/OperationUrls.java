package dev.managedidentity.emulator.arm;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The URLs of operations. Azure's are opaque, signed and about 4.5 KB long, and a client that
 * rebuilds or shortens one fails; so these are too, and do.
 */
final class OperationUrls {
  /** Bytes of the certificate that Azure puts into its URLs; here they mean nothing. */
  private static final int CERTIFICATE = 2850;

  private static final int SIGNATURE = 256;

  /** From .NET's epoch to Unix's, in ticks of 100 ns. */
  private static final long EPOCH_TICKS = 621_355_968_000_000_000L;

  private final URI base;
  private final Mac mac;
  private final String certificate;

  OperationUrls(URI base) {
    this.base = base;
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    try {
      mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has HmacSHA256", e);
    }
    certificate = opaque(new Random(1), CERTIFICATE);
  }

  /** The absolute URL of an operation of compute. */
  String of(Operation operation, String subscription, String location, String apiVersion) {
    return of(operation, subscription, "Microsoft.Compute", location, apiVersion);
  }

  /** The same for any provider. */
  String of(
      Operation operation,
      String subscription,
      String provider,
      String location,
      String apiVersion) {
    String target =
        "/subscriptions/%s/providers/%s/locations/%s/operations/%s"
            .formatted(subscription, provider, location, operation.name());
    return base + sign(target, operation, apiVersion);
  }

  /** The absolute URL that stands in a Location header while a group is deleted. */
  String result(Operation operation, String subscription, String apiVersion) {
    String target =
        "/subscriptions/%s/operationresults/%s".formatted(subscription, operation.name());
    return base + sign(target, operation, apiVersion);
  }

  /** Whether path and query are, byte for byte, what was handed out. */
  boolean isGenuine(String target) {
    String plain = target.replace("&monitor=true", "");
    int hash = plain.lastIndexOf("&h=");
    return hash > 0 && plain.substring(hash + 3).equals(hash(plain.substring(0, hash)));
  }

  private String sign(String path, Operation operation, String apiVersion) {
    long ticks = EPOCH_TICKS + operation.start().toEpochMilli() * 10_000;
    String unsigned =
        path
            + "?p="
            + operation.name()
            + "&api-version="
            + apiVersion
            + "&t="
            + ticks
            + "&c="
            + certificate
            + "&s="
            + opaque(new Random(operation.name().hashCode()), SIGNATURE);
    return unsigned + "&h=" + hash(unsigned);
  }

  private synchronized String hash(String text) {
    return base64(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String opaque(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return base64(bytes);
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
