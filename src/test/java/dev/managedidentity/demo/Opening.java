package dev.managedidentity.demo;

import dev.managedidentity.api.IdentityRow;
import dev.managedidentity.api.Status;
import dev.managedidentity.emulator.audit.ChangeRecord;
import dev.managedidentity.emulator.audit.RequestRecord;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The first act: one declaration, step by step, and how many requests it took. */
final class Opening {
  private final Stage stage;
  private final Screen screen;
  private final Example hero;
  private final long firstRequest;
  private long lastRequest;
  private long lastChange;
  private String lastPlan = "";

  Opening(Stage stage) {
    this.stage = stage;
    this.screen = stage.screen();
    this.hero = stage.hero();
    this.firstRequest = stage.azure().lastRequest();
    this.lastRequest = firstRequest;
    this.lastChange = stage.azure().lastChange();
  }

  void play() throws IOException {
    screen.heading("1. One declaration, step by step");
    showManifest();
    Set<String> before = stage.azure().userAssigned(hero.target());
    screen.step(Screen.Look.DIM, "in Azure", names(before) + " on scale set " + hero.name());
    stage.apply(hero);
    screen.step(Screen.Look.CYAN, "declared", "kubectl apply -f examples/" + hero.file());
    stage.until(hero.key() + " ends as " + hero.ends(), () -> stage.hasEnded(hero), this::tellNews);
    tellReady();
    tellCost();
  }

  private void showManifest() throws IOException {
    List<String> lines = Files.readAllLines(stage.options().examples().resolve(hero.file()));
    screen.say(
        lines.stream()
            .filter(line -> line.startsWith("# ") && !line.startsWith(Examples.ENDS))
            .map(line -> line.substring(2))
            .collect(Collectors.joining(" ")));
    screen.quote(
        lines.stream().filter(line -> !line.startsWith("#")).map(Wording::shortened).toList());
  }

  /** Statuses first: a plan is on record before its PATCH is sent. */
  private void tellNews() {
    List<RequestRecord> requests = stage.azure().requests(lastRequest);
    List<ChangeRecord> changes = stage.azure().changes(hero.target(), lastChange);
    stage.watched().news(hero).forEach(this::tellPlan);
    if (lastPlan.isEmpty()) {
      return;
    }
    for (RequestRecord request : requests) {
      lastRequest = request.n();
      if (Azure.isPatch(request, hero.target())) {
        screen.step(
            Screen.Look.YELLOW, "PATCHed", request.path() + " answered " + request.status());
      }
    }
    for (ChangeRecord change : changes) {
      lastChange = change.n();
      screen.step(
          Screen.Look.YELLOW,
          "changed",
          Azure.words(change) + ", by " + stage.azure().who(change.client()));
    }
  }

  private void tellPlan(CustomResource<?, ? extends Status> live) {
    if (live.getStatus() == null) {
      return;
    }
    String plan = String.join("; ", live.getStatus().plan);
    if (!plan.isEmpty() && !plan.equals(lastPlan)) {
      screen.step(Screen.Look.CYAN, "planned", Wording.brief(plan));
      lastPlan = plan;
    }
  }

  private void tellReady() {
    String message = Example.ready(stage.live(hero)).orElseThrow().getMessage();
    screen.step(
        Screen.Look.GREEN,
        "Ready",
        Example.stand(stage.live(hero)) + ": " + Wording.brief(message));
    List<IdentityRow> rows = stage.identities(hero);
    screen.step(
        Screen.Look.DIM,
        "recorded",
        rows.stream()
            .map(row -> Wording.name(row.id) + " " + row.state + (row.owned ? ", owned" : ""))
            .collect(Collectors.joining("; ")));
  }

  private void tellCost() {
    List<RequestRecord> all = stage.azure().requests(firstRequest);
    long patches = all.stream().filter(one -> Azure.isPatch(one, hero.target())).count();
    long reads = all.stream().filter(one -> Azure.isRead(one, hero.target())).count();
    long polls = all.stream().filter(Azure::isPoll).count();
    screen.step(
        Screen.Look.DIM,
        "requests",
        "%d PATCH, %d of its operation's state, %d of the scale set, %d to sign in"
            .formatted(patches, polls, reads, all.size() - patches - reads - polls));
    if (patches != 1) {
      throw new DemoFailed("One change must be one PATCH; it took " + patches + ".");
    }
  }

  static String names(Set<String> ids) {
    return ids.isEmpty()
        ? "nothing"
        : ids.stream().map(Wording::name).collect(Collectors.joining(", "));
  }
}
