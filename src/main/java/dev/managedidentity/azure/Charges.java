package dev.managedidentity.azure;

import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Which of Azure's buckets a request draws on: Resource Manager counts by principal and
 * subscription, compute by region of a subscription and by target as well. Safe for many threads.
 */
final class Charges {
  private static final String SCALE_SET = "microsoft.compute/virtualmachinescalesets";
  private static final String MACHINE = "microsoft.compute/virtualmachines";

  /** Of targets, by path. An address does not tell it, so it is learned from what is read. */
  private final Map<String, String> regions = new ConcurrentHashMap<>();

  /**
   * One bucket that a request draws on.
   *
   * @param bucket what it is a bucket of, unlike any other
   */
  record Charge(String bucket, Allowance allowance) {
    private static Charge of(Allowance allowance, String what) {
      return new Charge(allowance.name() + " " + what, allowance);
    }
  }

  /** Notes where a target is. */
  void learn(String path, String region) {
    if (region != null) {
      regions.put(path.toLowerCase(Locale.ROOT), region(region));
    }
  }

  /** Shown as westeurope or as West Europe. */
  private static String region(String shown) {
    return shown.replace(" ", "").toLowerCase(Locale.ROOT);
  }

  /** None of what is not about a subscription: nothing is documented of that. */
  List<Charge> of(HttpRequest request, CallKind kind) {
    String path = request.getUrl().getPath().toLowerCase(Locale.ROOT);
    List<String> parts = List.of(path.split("/", -1));
    int subscription = parts.indexOf("subscriptions") + 1;
    if (subscription == 0 || subscription == parts.size()) {
      return List.of();
    }
    String id = parts.get(subscription);
    List<Charge> charges = new ArrayList<>();
    charges.add(Charge.of(frontDoor(request.getHttpMethod()), id));
    if (isOfGraph(request)) {
      charges.add(Charge.of(Allowance.GRAPH, id));
    } else if (kind == CallKind.POLL) {
      charges.addAll(ofPoll(id, path, parts));
    } else {
      charges.addAll(ofCompute(request.getHttpMethod(), id, parts));
    }
    return List.copyOf(charges);
  }

  private static Allowance frontDoor(HttpMethod method) {
    if (method == HttpMethod.GET) {
      return Allowance.READS;
    }
    return method == HttpMethod.DELETE ? Allowance.DELETES : Allowance.WRITES;
  }

  /** Whether it is for the Resource Graph, which answers in place of compute. */
  static boolean isOfGraph(HttpRequest request) {
    String query = request.getUrl().getQuery();
    return query != null && query.toLowerCase(Locale.ROOT).contains("useresourcegraph=true");
  }

  private static List<Charge> ofPoll(String subscription, String path, List<String> parts) {
    List<Charge> charges = new ArrayList<>();
    charges.add(Charge.of(Allowance.POLLS_OF_ONE, path));
    int region = parts.indexOf("locations") + 1;
    if (region > 0 && region < parts.size()) {
      charges.add(Charge.of(Allowance.POLLS, subscription + " " + region(parts.get(region))));
    }
    return charges;
  }

  private List<Charge> ofCompute(HttpMethod method, String subscription, List<String> parts) {
    int type = parts.lastIndexOf("providers") + 1;
    if (type == 0 || parts.size() < type + 2) {
      return List.of();
    }
    String kind = parts.get(type) + "/" + parts.get(type + 1);
    boolean isScaleSet = kind.equals(SCALE_SET);
    if (!isScaleSet && !kind.equals(MACHINE)) {
      return List.of();
    }
    if (parts.size() == type + 2) {
      return List.of(
          Charge.of(Allowance.PAGES_OF_ONE, String.join("/", parts)),
          Charge.of(Allowance.LISTS, subscription + " " + kind));
    }
    String target = String.join("/", parts.subList(0, type + 3));
    boolean reads = method == HttpMethod.GET;
    Optional<Charge> own =
        Optional.of(Charge.of(reads ? Allowance.READS_OF_ONE : Allowance.CHANGES_OF_ONE, target))
            // How often one machine may be read is not documented.
            .filter(unused -> isScaleSet || !reads);
    Optional<Charge> ofRegion =
        Optional.ofNullable(regions.get(target))
            .filter(unused -> isScaleSet)
            .map(
                region ->
                    Charge.of(
                        reads ? Allowance.SCALE_SET_READS : Allowance.SCALE_SET_CHANGES,
                        subscription + " " + region));
    return Stream.concat(own.stream(), ofRegion.stream()).toList();
  }
}
