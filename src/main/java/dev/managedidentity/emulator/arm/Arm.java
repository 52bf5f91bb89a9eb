package dev.managedidentity.emulator.arm;

import dev.managedidentity.emulator.audit.Audit;
import dev.managedidentity.emulator.fault.Fault;
import dev.managedidentity.emulator.wire.Answer;
import dev.managedidentity.emulator.wire.Request;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;

/**
 * Azure Resource Manager. One lock guards everything that is kept; an answer is a copy, so it is
 * written without it.
 */
public final class Arm {
  private final World world;
  private final Routes routes;
  private final ArmState state;

  /**
   * @param base the address that absolute URLs in answers start with
   */
  public Arm(Behaviour behaviour, Clock clock, URI base, Audit audit) {
    world = new World(behaviour, clock, base, audit);
    IdentityApi identities = new IdentityApi(world);
    ComputeWrite write = new ComputeWrite(world);
    routes = new Routes(world, identities, write);
    state = new ArmState(this, world, identities, write);
  }

  /**
   * Answers a request of a client that has proved who it is.
   *
   * @param fault what the operation it starts is to suffer, or null
   */
  public Answer answer(Request request, String client, Fault fault) {
    return answer(request, Caller.of(client), fault);
  }

  /** The same for one whose principal is known. */
  public Answer answer(Request request, Caller caller, Fault fault) {
    String id = UUID.randomUUID().toString();
    Call call = new Call(request, caller, fault);
    return refusable(call, id)
        .with("x-ms-request-id", id)
        .with("x-ms-correlation-request-id", id)
        .with("x-ms-client-request-id", request.header("x-ms-client-request-id"))
        .with("x-ms-routing-request-id", "EMULATOR:" + world.clock.instant() + ":" + id)
        .with("Vary", "Accept-Encoding")
        .with("Cache-Control", "no-cache")
        .with("Pragma", "no-cache")
        .with("Expires", "-1")
        .with("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        .with("X-Content-Type-Options", "nosniff");
  }

  /** The state, for what stands beside the wire: seeds and tests. */
  public ArmState state() {
    return state;
  }

  private synchronized Answer refusable(Call call, String id) {
    world.operations.catchUp();
    world.principals.old(call.caller().objectId());
    try {
      call.requireSound();
      Map<String, String> left = world.budgets.charge(call, world.clock.instant());
      Answer answer = answered(call);
      Writes.note(world, call, answer, id);
      for (Map.Entry<String, String> header : left.entrySet()) {
        answer = answer.with(header.getKey(), header.getValue());
      }
      return answer;
    } catch (ArmException e) {
      return e.answer();
    }
  }

  /** A refusal is an answer too, and shows what is left of the budgets. */
  private Answer answered(Call call) {
    try {
      return ProviderHeaders.of(call, routes.answer(call));
    } catch (ArmException e) {
      return e.isOfFrontDoor() ? e.answer() : ProviderHeaders.of(call, e.answer());
    }
  }
}
