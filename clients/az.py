"""The tasks of issue 4 with the az command, each checked by what it prints and what came of it."""

import json
import os
import subprocess

from scoreboard import Mismatch, Truth, identity_is, require, shape_is

GROUP = "az"
COMPUTE = "Microsoft.Compute"
IDENTITY = "Microsoft.ManagedIdentity"
EXTENSION = "ManagedIdentityExtensionForLinux"


def az(*arguments):
    """What az printed, as JSON; None where it printed nothing."""
    done = subprocess.run(
        ["az", *arguments, "--output", "json"],
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    if done.returncode:
        raise Mismatch(f"exit {done.returncode}: {done.stderr.strip()[-500:]}")
    return json.loads(done.stdout) if done.stdout.strip() else None


class Az:
    """One run of all tasks against one emulator."""

    def __init__(self, board):
        self.board = board
        self.truth = Truth()
        self.ids = {
            name: self.truth.id(GROUP, IDENTITY, "userAssignedIdentities", name)
            for name in ("app", "metrics", "logs", "spare")
        }

    def task(self, task, arguments, *checks):
        """Runs a command, then each check on what it printed."""

        def work():
            printed = az(*arguments)
            for check in checks:
                check(printed)
            return printed

        shown = " ".join(part.rsplit("/", 1)[-1] if part[:1] == "/" else part for part in arguments)
        return self.board.attempt(f"az: {task}", f"az {shown}", work)

    def state(self, kind, name, system, *users):
        """A check that the emulator has this identity; names stand for ids."""
        path = self.truth.id(GROUP, COMPUTE, kind, name)
        wanted = [self.ids[user] for user in users]
        return lambda printed: identity_is(self.truth.read(path), system, wanted, "in Azure")

    def printed(self, system, *users):
        """A check that an identity block was printed."""
        wanted = [self.ids[user] for user in users]

        def check(printed):
            block = dict(printed or {})
            # assign prints the principal under a name of its own and no type
            if "systemAssignedIdentity" in block:
                require(
                    bool(block["systemAssignedIdentity"]) == system,
                    f"printed: the principal is {block['systemAssignedIdentity']!r}",
                )
                shape = {key.lower() for key in block.get("userAssignedIdentities") or {}}
                require(
                    shape == {user.lower() for user in wanted},
                    f"printed: the identities are {sorted(shape)}",
                )
            else:
                shape_is(block, system, wanted, "printed")

        return check

    def log_in(self):
        endpoint = os.environ["AZURE_RESOURCE_MANAGER_ENDPOINT"]
        self.task(
            "cloud register",
            ["cloud", "register", "-n", "Local", "--endpoint-resource-manager", endpoint],
        )
        self.task("cloud set", ["cloud", "set", "-n", "Local"])
        self.task(
            "cloud show",
            ["cloud", "show", "--query", "name"],
            lambda printed: require(printed == "Local", f"printed {printed!r}"),
        )
        login = ["login", "--service-principal", "-u", os.environ["AZURE_CLIENT_ID"]]
        login += ["-p", os.environ["AZURE_CLIENT_SECRET"], "--tenant"]
        self.task(
            "login",
            [*login, os.environ["AZURE_TENANT_ID"]],
            lambda printed: require(
                [one["id"] for one in printed] == [self.truth.subscription], f"printed {printed}"
            ),
        )

    def groups(self):
        self.task(
            "group create",
            ["group", "create", "-n", "fresh", "-l", "westeurope"],
            lambda printed: require(
                printed["properties"]["provisioningState"] == "Succeeded", str(printed)
            ),
            lambda printed: require(self.truth.read(printed["id"]), "not in Azure"),
        )

    def identities(self):
        for name in self.ids:
            self.task(
                "identity create",
                ["identity", "create", "-g", GROUP, "-n", name],
                lambda printed: require(printed["clientId"] and printed["principalId"], "no ids"),
                lambda printed: require(
                    self.truth.read(printed["id"])["properties"]["clientId"]
                    == printed["clientId"],
                    "Azure has another clientId",
                ),
            )
        self.task(
            "identity show",
            ["identity", "show", "-g", GROUP, "-n", "app"],
            lambda printed: require(printed["name"] == "app", str(printed)),
        )
        self.task(
            "identity list",
            ["identity", "list", "-g", GROUP],
            lambda printed: require(
                {one["name"] for one in printed} == set(self.ids), str(printed)
            ),
        )
        self.task(
            "identity delete",
            ["identity", "delete", "-g", GROUP, "-n", "spare"],
            lambda printed: require(self.truth.read(self.ids["spare"]) is None, "still there"),
        )

    def assign_and_remove(self, client, kind, name):
        """All ways to assign and remove, on a scale set or a machine."""
        app, metrics, logs = (self.ids[one] for one in ("app", "metrics", "logs"))
        steps = [
            ("assign, system", "assign", [], True, []),
            ("assign, one id", "assign", [app], True, ["app"]),
            ("assign, several ids", "assign", [metrics, logs], True, ["app", "metrics", "logs"]),
            ("remove, one", "remove", [logs], True, ["app", "metrics"]),
            ("remove, system", "remove", ["[system]"], False, ["app", "metrics"]),
            ("remove, all but the last", "remove", [app], False, ["metrics"]),
            ("remove, the last", "remove", [metrics], False, []),
            ("assign, both", "assign", ["[system]", app, metrics], True, ["app", "metrics"]),
            ("remove, all", "remove", ["[system]", app, metrics], False, []),
        ]
        target = ["-g", GROUP, "-n", name]
        for task, verb, ids, system, users in steps:
            arguments = [client, "identity", verb, *target]
            checks = [self.printed(system, *users), self.state(kind, name, system, *users)]
            self.task(
                f"{client} identity {task}",
                [*arguments, "--identities", *ids] if ids else arguments,
                *(checks if verb == "assign" else checks[1:]),
            )
            if task in ("assign, both", "remove, system", "remove, all"):
                self.task(
                    f"{client} identity show",
                    [client, "identity", "show", *target],
                    self.printed(system, *users),
                )

    def update_type(self):
        """az can set the type of an identity that is there, and makes none."""
        target = ["-g", GROUP, "-n", "web"]
        both = ["--identities", "[system]", self.ids["app"]]
        self.task("an identity to update", ["vmss", "identity", "assign", *target, *both])
        steps = [
            ("system off", "UserAssigned", False, ["app"]),
            ("system on", "SystemAssigned, UserAssigned", True, ["app"]),
        ]
        for task, kinds, system, users in steps:
            wanted = [self.ids[user] for user in users]
            self.task(
                f"vmss update --set, {task}",
                ["vmss", "update", *target, "--set", f"identity.type={kinds}"],
                lambda printed, system=system, wanted=wanted: identity_is(
                    printed, system, wanted, "printed"
                ),
                self.state("virtualMachineScaleSets", "web", system, *users),
            )
        remove = ["vmss", "identity", "remove", *target, "--identities", self.ids["app"]]
        self.task("the system identity alone", remove)
        self.task(
            "vmss update --set, none",
            # In small letters, as the manuals have it: az takes None for a null.
            ["vmss", "update", *target, "--set", "identity.type=none"],
            self.state("virtualMachineScaleSets", "web", False),
        )

    def flexible(self):
        def refused():
            try:
                az("vmss", "identity", "assign", "-g", GROUP, "-n", "flexible")
            except Mismatch as error:
                require("'SystemAssigned' of parameter 'identity' is not" in str(error), str(error))
                return
            raise Mismatch("Azure refuses this")

        self.board.attempt("az: flexible refuses system", "az vmss identity assign", refused)

    def extensions(self):
        target = ["-g", GROUP, "--vmss-name", "web"]
        path = self.truth.id(GROUP, COMPUTE, "virtualMachineScaleSets", "web")
        path += f"/extensions/{EXTENSION}"
        kept = ["vmss", "identity", "assign", "-g", GROUP, "-n", "web", "--identities"]
        self.task("an identity beside an extension", [*kept, self.ids["app"]])
        self.task(
            "vmss extension set",
            ["vmss", "extension", "set", *target, "-n", EXTENSION]
            + ["--publisher", IDENTITY, "--version", "1.0", "--settings", '{"port": 50342}'],
            lambda printed: require(
                self.truth.read(path)["properties"]["settings"] == {"port": 50342}, "not in Azure"
            ),
            self.state("virtualMachineScaleSets", "web", False, "app"),
        )
        self.task(
            "vmss extension list",
            ["vmss", "extension", "list", *target],
            lambda printed: require([one["name"] for one in printed] == [EXTENSION], str(printed)),
        )
        self.task(
            "vmss extension delete",
            ["vmss", "extension", "delete", *target, "-n", EXTENSION],
            lambda printed: require(self.truth.read(path) is None, "still there"),
            self.state("virtualMachineScaleSets", "web", False, "app"),
        )

    def roles(self):
        scope = f"/subscriptions/{self.truth.subscription}/resourceGroups/{GROUP}"
        identity = self.truth.read(self.ids["app"])
        principal = identity["properties"]["principalId"] if identity else "nobody"
        self.task(
            "role assignment create",
            ["role", "assignment", "create", "--assignee-object-id", principal]
            + ["--assignee-principal-type", "ServicePrincipal", "--role", "Reader"]
            + ["--scope", scope],
            lambda printed: require(printed["principalId"] == principal, str(printed)),
            lambda printed: require(self.truth.read(printed["id"], "2022-04-01"), "not in Azure"),
        )
        self.task(
            "role assignment list",
            ["role", "assignment", "list", "--scope", scope, "--fill-principal-name", "false"],
            lambda printed: require(
                principal in [one["principalId"] for one in printed], str(printed)
            ),
        )


def run(board):
    every = Az(board)
    every.log_in()
    every.groups()
    every.identities()
    every.assign_and_remove("vmss", "virtualMachineScaleSets", "web")
    every.assign_and_remove("vm", "virtualMachines", "till")
    every.update_type()
    every.flexible()
    every.extensions()
    every.roles()
