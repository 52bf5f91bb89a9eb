"use strict";

const PAUSE = 1000;
const PAGE = 25;
const CHANGES = 12;

const byId = (id) => document.getElementById(id);
const view = { filter: "", skip: 0, total: 0, rows: "", change: null, timer: null, asked: 0 };

/** An element with attributes and children; text is never read as markup. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) {
      made.addEventListener(key.slice(2), value);
    } else if (value !== null) {
      made.setAttribute(key, value);
    }
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

async function read(path, parameters) {
  const answer = await fetch(path + "?" + new URLSearchParams(parameters));
  if (!answer.ok) {
    throw new Error("HTTP " + answer.status);
  }
  return answer.json();
}

function say(text) {
  byId("message").textContent = text;
  byId("message").hidden = !text;
}

async function change(wish) {
  say("");
  try {
    const answer = await fetch("/_emulator/identity", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Emulator-Page": "1" },
      body: JSON.stringify(wish),
    });
    if (!answer.ok) {
      const { error } = await answer.json();
      say(error.code + ": " + error.message);
    }
  } catch (error) {
    say("The emulator did not answer: " + error.message);
  }
  await refresh();
}

const nameOf = (id) => id.slice(id.lastIndexOf("/") + 1);
const groupOf = (id) => id.split("/")[4];
const hasSystem = (identity) => /systemassigned/i.test(identity?.type ?? "");
const usersOf = (identity) => Object.entries(identity?.userAssignedIdentities ?? {});

function systemSwitch(row) {
  const on = hasSystem(row.identity);
  return element(
    "td",
    {},
    element(
      "button",
      {
        type: "button",
        class: "switch",
        role: "switch",
        "aria-checked": String(on),
        "aria-label": "System-assigned identity of " + row.name,
        "data-key": row.id + " system",
        onclick: () => change({ target: row.id, systemAssigned: !on }),
      },
      element("i", { "aria-hidden": "true" }),
      on ? "On" : "Off",
    ),
    row.identity?.principalId ? element("span", { class: "principal", title: "Principal id" }, row.identity.principalId) : null,
  );
}

function chip(row, id, values) {
  const waiting = !values.clientId;
  return element(
    "li",
    { title: id + (waiting ? "\nno client id" : "\nclient id " + values.clientId), class: waiting ? "waiting" : null },
    nameOf(id),
    element(
      "button",
      {
        type: "button",
        "aria-label": "Remove " + nameOf(id) + " from " + row.name,
        "data-key": row.id + " remove " + id.toLowerCase(),
        onclick: () => change({ target: row.id, remove: id }),
      },
      "×",
    ),
  );
}

async function suggest(event) {
  const typed = event.target.value;
  const asked = ++view.asked;
  const { value } = await read("/_emulator/identities", { filter: typed });
  if (asked === view.asked) {
    byId("identities").replaceChildren(...value.map((id) => element("option", { value: id }, nameOf(id))));
  }
}

/** A whole id as typed, or the only identity of that name. */
async function resolve(typed) {
  if (typed.startsWith("/")) {
    return typed;
  }
  const { value } = await read("/_emulator/identities", { filter: typed });
  const named = value.filter((id) => nameOf(id).toLowerCase() === typed.toLowerCase());
  return named.length === 1 ? named[0] : null;
}

async function add(row, input) {
  const typed = input.value.trim();
  if (!typed) {
    return;
  }
  const id = await resolve(typed);
  if (id === null) {
    say("There is not just one identity named " + typed + ". Give its whole id.");
    return;
  }
  input.value = "";
  await change({ target: row.id, add: id });
}

function userAssigned(row) {
  const input = element("input", {
    list: "identities",
    placeholder: "identity",
    autocomplete: "off",
    spellcheck: "false",
    "aria-label": "Identity to add to " + row.name,
    "data-key": row.id + " add",
    oninput: suggest,
    onfocus: suggest,
  });
  const form = element("form", { class: "add" }, input, element("button", { "aria-label": "Add to " + row.name, "data-key": row.id + " added" }, "Add"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    add(row, input);
  });
  const chips = usersOf(row.identity).map(([id, values]) => chip(row, id, values ?? {}));
  return element("td", {}, element("ul", { class: "chips" }, ...chips), form);
}

const DONE = { Succeeded: "state", Failed: "state bad" };

function tableRow(row) {
  const kind = /scalesets$/i.test(row.type) ? "scale set" : "machine";
  const mode = row.mode ? ", " + row.mode : "";
  return element(
    "tr",
    { "data-id": row.id },
    element("th", { scope: "row", title: row.id }, row.name, element("small", {}, groupOf(row.id) + " · " + kind + mode)),
    element("td", { class: DONE[row.state] ?? "state busy" }, row.state ?? ""),
    systemSwitch(row),
    userAssigned(row),
  );
}

/** Draws anew without losing the focus or what is being typed. */
function draw(rows) {
  const focused = document.activeElement?.dataset?.key;
  const typed = new Map();
  for (const input of document.querySelectorAll(".add input")) {
    typed.set(input.dataset.key, input.value);
  }
  byId("rows").replaceChildren(...rows.map(tableRow));
  for (const control of byId("rows").querySelectorAll("[data-key]")) {
    if (typed.get(control.dataset.key)) {
      control.value = typed.get(control.dataset.key);
    }
    if (control.dataset.key === focused) {
      control.focus({ preventScroll: true });
    }
  }
}

function drawRange() {
  const last = Math.min(view.skip + PAGE, view.total);
  const range = view.total ? view.skip + 1 + "–" + last + " of " + view.total : "";
  if (byId("range").textContent !== range) {
    byId("range").textContent = range;
  }
  byId("previous").disabled = view.skip === 0;
  byId("next").disabled = last >= view.total;
  byId("nothing").hidden = view.total > 0;
  byId("nothing").textContent = view.filter ? "Nothing has that in its id." : "There are no scale sets or machines yet.";
}

/** What one change did, in words. */
function difference({ before, after }) {
  const words = [];
  if (hasSystem(before) !== hasSystem(after)) {
    words.push(hasSystem(after) ? ["more", "+ system assigned"] : ["less", "− system assigned"]);
  }
  const old = new Set(usersOf(before).map(([id]) => id.toLowerCase()));
  const now = new Set(usersOf(after).map(([id]) => id.toLowerCase()));
  usersOf(after).forEach(([id]) => old.has(id.toLowerCase()) || words.push(["more", "+ " + nameOf(id)]));
  usersOf(before).forEach(([id]) => now.has(id.toLowerCase()) || words.push(["less", "− " + nameOf(id)]));
  return words.map(([kind, text]) => element("div", { class: kind }, text));
}

async function followChanges(newest) {
  if (newest === view.change) {
    return;
  }
  const since = Math.max(view.change ?? 0, newest - CHANGES);
  const changes = await read("/_emulator/changes", { since });
  const before = view.change ?? 0; // Another refresh may have shown some of them meanwhile.
  view.change = changes.length ? changes[changes.length - 1].n : newest;
  for (const one of changes.filter((one) => one.n > before)) {
    byId("changes").prepend(
      element("li", {}, element("strong", {}, nameOf(one.target)), ...difference(one), element("small", {}, one.client + " · " + one.time.slice(0, 19).replace("T", " "))),
    );
  }
  while (byId("changes").children.length > CHANGES) {
    byId("changes").lastChild.remove();
  }
}

function live(on, text) {
  byId("live").className = on ? "live on" : "live off";
  if (byId("live-text").textContent !== text) {
    byId("live-text").textContent = text;
  }
}

async function load() {
  const { filter, skip } = view;
  const state = await read("/_emulator/state", { filter, skip, take: PAGE });
  if (filter !== view.filter || skip !== view.skip) {
    return; // The answer to an earlier question.
  }
  view.total = state.total;
  if (view.skip && view.skip >= view.total) {
    view.skip = Math.max(0, Math.floor((view.total - 1) / PAGE) * PAGE);
  }
  const rows = JSON.stringify(state.rows ?? []);
  if (rows !== view.rows) {
    view.rows = rows;
    draw(state.rows ?? []);
  }
  drawRange();
  await followChanges(state.lastChange);
  live(true, "Live");
}

async function refresh() {
  clearTimeout(view.timer);
  try {
    await load();
  } catch (error) {
    live(false, "No answer from the emulator");
  }
  clearTimeout(view.timer);
  if (!document.hidden) {
    view.timer = setTimeout(refresh, PAUSE);
  }
}

function turn(by) {
  view.skip = Math.max(0, view.skip + by);
  refresh();
}

byId("filter").addEventListener("input", (event) => {
  view.filter = event.target.value;
  view.skip = 0;
  refresh();
});
byId("previous").addEventListener("click", () => turn(-PAGE));
byId("next").addEventListener("click", () => turn(PAGE));
document.addEventListener("visibilitychange", refresh);
refresh();
