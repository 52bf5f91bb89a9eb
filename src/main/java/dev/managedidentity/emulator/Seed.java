package dev.managedidentity.emulator;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.managedidentity.emulator.arm.Access;
import dev.managedidentity.emulator.arm.ArmState;
import dev.managedidentity.emulator.arm.DenyAssignment;
import dev.managedidentity.emulator.arm.Lock;
import dev.managedidentity.emulator.arm.Quirks;
import dev.managedidentity.emulator.arm.Role;
import dev.managedidentity.emulator.login.FederatedCredential;
import dev.managedidentity.emulator.login.Login;
import dev.managedidentity.emulator.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.yaml.snakeyaml.LoaderOptions;

/**
 * What exists from the start, as a seed file says it. Everything may be left out.
 *
 * @param subscription the id of the default subscription
 * @param preemption false refuses a write while another runs, where Azure ends the older one
 * @param resources whole bodies of resources and groups, stored as they are
 * @param deletedIdentities ids of identities that are gone and that others may still refer to
 * @param machine id of the scale set or machine that the token endpoint is one of
 * @param quirks what is late, and what is not established
 */
record Seed(
    String tenant,
    String subscription,
    String machine,
    Boolean preemption,
    Quirks quirks,
    List<Group> resourceGroups,
    List<Named> identities,
    List<Named> scaleSets,
    List<Named> virtualMachines,
    List<ObjectNode> resources,
    List<Role> roles,
    List<Client> clients,
    List<Lock> locks,
    List<DenyAssignment> denyAssignments,
    List<String> deletedIdentities) {

  private static final String LOCATION = "westeurope";

  /** Loaded only where there is a file to read: it takes a tenth of a second. */
  private static final class Yaml {
    static final YAMLMapper MAPPER =
        new YAMLMapper(YAMLFactory.builder().loaderOptions(ofAnySize()).build());
  }

  /**
   * A resource group.
   *
   * @param subscription the default one where left out
   */
  record Group(@JsonProperty(required = true) String name, String location, String subscription) {}

  /**
   * A resource by its name in a group.
   *
   * @param subscription the default one where left out
   * @param body for scale sets and machines, as for a PUT
   */
  record Named(
      @JsonProperty(required = true) String resourceGroup,
      @JsonProperty(required = true) String name,
      String location,
      String subscription,
      ObjectNode body) {

    ObjectNode locatedBody() {
      ObjectNode located = body == null ? Json.object() : body.deepCopy();
      if (!located.has("location")) {
        located.put("location", orLocation(location));
      }
      return located;
    }
  }

  /**
   * A client with credentials of its own or with fewer rights than Owner.
   *
   * @param certificate PEM, in the place of a secret
   * @param federatedCredentials whose tokens it may log in with in the place of a secret
   * @param roles what it may do; Owner of everything where left out
   */
  record Client(
      @JsonProperty(required = true) String id,
      String secret,
      String certificate,
      List<FederatedCredential> federatedCredentials,
      List<Access.Grant> roles) {}

  Seed {
    tenant = Objects.requireNonNullElse(tenant, "7e000000-0000-4000-8000-000000000001");
    subscription = Objects.requireNonNullElse(subscription, "5b000000-0000-4000-8000-000000000001");
    preemption = Objects.requireNonNullElse(preemption, true);
    quirks = quirks == null ? Quirks.none() : quirks;
    resourceGroups = orEmpty(resourceGroups);
    identities = orEmpty(identities);
    scaleSets = orEmpty(scaleSets);
    virtualMachines = orEmpty(virtualMachines);
    resources = orEmpty(resources);
    roles = orEmpty(roles);
    clients = orEmpty(clients);
    locks = orEmpty(locks);
    denyAssignments = orEmpty(denyAssignments);
    deletedIdentities = orEmpty(deletedIdentities);
  }

  static Seed empty() {
    return new Seed(
        null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);
  }

  /**
   * Reads a seed file.
   *
   * @throws IllegalArgumentException naming the file, the place and what is wrong there
   */
  static Seed read(Path file) throws IOException {
    String text = Files.readString(file);
    try {
      Seed seed = text.isBlank() ? null : mapper(file).readValue(text, Seed.class);
      return seed == null ? empty() : seed;
    } catch (UnrecognizedPropertyException e) {
      throw new IllegalArgumentException(
          "the seed file %s, line %d: unknown key '%s'; known are %s"
              .formatted(
                  file, e.getLocation().getLineNr(), e.getPropertyName(), e.getKnownPropertyIds()),
          e);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "the seed file %s, line %d: %s"
              .formatted(
                  file,
                  e.getLocation() == null ? 1 : e.getLocation().getLineNr(),
                  e.getOriginalMessage()),
          e);
    }
  }

  /** YAML can read JSON too, but takes many times as long. */
  private static ObjectMapper mapper(Path file) {
    return file.toString().endsWith(".json") ? Json.MAPPER : Yaml.MAPPER;
  }

  String defaultClient() {
    return clients.isEmpty() ? "c1000000-0000-4000-8000-000000000001" : clients.get(0).id();
  }

  String defaultSecret() {
    return clients.isEmpty() || clients.get(0).secret() == null
        ? "emulator"
        : clients.get(0).secret();
  }

  /** Makes all of it exist. */
  void plant(ArmState state, Login login) {
    state.addSubscription(subscription, "Emulator");
    roles.forEach(state.access()::define);
    resourceGroups.forEach(
        group ->
            state.addGroup(
                orDefault(group.subscription()), group.name(), orLocation(group.location())));
    identities.forEach(
        one ->
            state.addIdentity(
                orDefault(one.subscription()),
                one.resourceGroup(),
                one.name(),
                orLocation(one.location())));
    scaleSets.forEach(one -> plantCompute(state, "virtualMachineScaleSets", one));
    virtualMachines.forEach(one -> plantCompute(state, "virtualMachines", one));
    resources.forEach(body -> state.addResource(body.path("id").asText(), body));
    deletedIdentities.forEach(state::addDeletedIdentity);
    plantRights(state.access(), login);
  }

  /** This seed with what exists by now in the place of what existed from the start. */
  Seed with(List<ObjectNode> nowThere, List<String> nowGone) {
    return new Seed(
        tenant,
        subscription,
        machine,
        preemption,
        quirks,
        null,
        null,
        null,
        null,
        nowThere,
        roles,
        clients,
        locks,
        denyAssignments,
        nowGone);
  }

  private void plantCompute(ArmState state, String type, Named one) {
    String id =
        "/subscriptions/%s/resourceGroups/%s/providers/Microsoft.Compute/%s/%s"
            .formatted(orDefault(one.subscription()), one.resourceGroup(), type, one.name());
    state.createResource(id, one.locatedBody(), "seed");
  }

  private String orDefault(String named) {
    return Objects.requireNonNullElse(named, subscription);
  }

  private void plantRights(Access access, Login login) {
    for (Client client : clients) {
      if (client.secret() != null) {
        login.requireSecret(client.id(), client.secret());
      }
      if (client.certificate() != null) {
        login.addCertificate(client.id(), client.certificate());
      }
      orEmpty(client.federatedCredentials())
          .forEach(one -> login.addFederatedCredential(client.id(), one));
      if (client.roles() != null) {
        access.restrict(client.id(), client.roles());
      }
    }
    locks.forEach(access::lock);
    denyAssignments.forEach(access::deny);
  }

  /** The parser stops at 3 MB of its own accord, which some thousand scale sets exceed. */
  private static LoaderOptions ofAnySize() {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(Integer.MAX_VALUE);
    return options;
  }

  private static String orLocation(String location) {
    return Objects.requireNonNullElse(location, LOCATION);
  }

  private static <T> List<T> orEmpty(List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }
}
