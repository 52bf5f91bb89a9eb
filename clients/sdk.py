"""The tasks of issue 4 with Azure's Python libraries, through their pollers."""

import os
import uuid

from azure.core.exceptions import HttpResponseError
from azure.identity import ClientSecretCredential
from azure.mgmt.authorization import AuthorizationManagementClient
from azure.mgmt.compute import ComputeManagementClient
from azure.mgmt.msi import ManagedServiceIdentityClient

from scoreboard import Mismatch, Truth, identity_is, require, shape_is

GROUP = "sdk"
COMPUTE = "Microsoft.Compute"
IDENTITY = "Microsoft.ManagedIdentity"
EXTENSION = "ManagedIdentityExtensionForLinux"
READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"


class Sdk:
    """One run of all tasks against one emulator."""

    def __init__(self, board):
        self.board = board
        self.truth = Truth()
        env = os.environ
        credential = ClientSecretCredential(
            env["AZURE_TENANT_ID"],
            env["AZURE_CLIENT_ID"],
            env["AZURE_CLIENT_SECRET"],
            authority=env["AZURE_AUTHORITY_HOST"],
            disable_instance_discovery=True,
        )
        endpoint = {
            "base_url": env["AZURE_RESOURCE_MANAGER_ENDPOINT"].rstrip("/"),
            "credential_scopes": [env["AZURE_RESOURCE_MANAGER_AUDIENCE"] + ".default"],
            "polling_interval": 1,
        }
        subscription = env["AZURE_SUBSCRIPTION_ID"]
        self.compute = ComputeManagementClient(credential, subscription, **endpoint)
        self.msi = ManagedServiceIdentityClient(credential, subscription, **endpoint)
        self.rights = AuthorizationManagementClient(credential, subscription, **endpoint)
        self.ids = {
            name: self.truth.id(GROUP, IDENTITY, "userAssignedIdentities", name)
            for name in ("app", "metrics", "logs", "spare")
        }

    def task(self, task, command, work):
        return self.board.attempt(f"sdk: {task}", command, work)

    def identities(self):
        operations = self.msi.user_assigned_identities
        for name in self.ids:
            self.task(
                "identity create",
                f"user_assigned_identities.create_or_update {name}",
                lambda name=name: require(
                    operations.create_or_update(
                        GROUP, name, {"location": "westeurope"}
                    ).client_id
                    == self.truth.read(self.ids[name])["properties"]["clientId"],
                    "Azure has another clientId",
                ),
            )
        self.task(
            "identity show",
            "user_assigned_identities.get app",
            lambda: require(operations.get(GROUP, "app").name == "app", "another name"),
        )
        self.task(
            "identity list",
            "user_assigned_identities.list_by_resource_group",
            lambda: require(
                {one.name for one in operations.list_by_resource_group(GROUP)} == set(self.ids),
                "others",
            ),
        )

        def delete():
            operations.delete(GROUP, "spare")
            require(self.truth.read(self.ids["spare"]) is None, "still there")

        self.task("identity delete", "user_assigned_identities.delete spare", delete)

    def assign_and_remove(self, what, kind, name, operations, begin_update):
        """All ways to assign and remove, on a scale set or a machine."""
        app, metrics, logs = (self.ids[one] for one in ("app", "metrics", "logs"))
        both, users, system = "SystemAssigned, UserAssigned", "UserAssigned", "SystemAssigned"
        steps = [
            ("assign, system", system, None, True, []),
            ("assign, one id", both, {app: {}}, True, ["app"]),
            ("assign, several ids", both, {metrics: {}, logs: {}}, True, ["app", "metrics", "logs"]),
            ("remove, one", both, {logs: None}, True, ["app", "metrics"]),
            ("remove, system", users, {}, False, ["app", "metrics"]),
            ("remove, all but the last", users, {app: None}, False, ["metrics"]),
            ("remove, the last", "None", None, False, []),
            ("assign, both", both, {app: {}, metrics: {}}, True, ["app", "metrics"]),
            ("remove, all", "None", None, False, []),
        ]
        path = self.truth.id(GROUP, COMPUTE, kind, name)
        for task, kinds, entries, has_system, names in steps:
            wanted = [self.ids[one] for one in names]

            def work(kinds=kinds, entries=entries, has_system=has_system, wanted=wanted):
                identity = {"type": kinds}
                if entries is not None:
                    identity["userAssignedIdentities"] = entries
                result = begin_update(GROUP, name, {"identity": identity}).result(timeout=60)
                require(result.provisioning_state == "Succeeded", result.provisioning_state)
                block = result.identity.as_dict() if result.identity else None
                shape_is(in_wire_form(block), has_system, wanted, "the poller's result")
                read = operations.get(GROUP, name).identity
                shape_is(
                    in_wire_form(read.as_dict() if read else None), has_system, wanted, "read"
                )
                identity_is(self.truth.read(path), has_system, wanted, "in Azure")

            self.task(f"{what} identity {task}", f"begin_update {name} {kinds}", work)

    def lists(self):
        def names(pages):
            return {one.name for one in pages}

        self.task(
            "vmss list",
            "virtual_machine_scale_sets.list",
            lambda: require(
                names(self.compute.virtual_machine_scale_sets.list(GROUP)) == {"web"}, "others"
            ),
        )
        self.task(
            "vm list",
            "virtual_machines.list",
            lambda: require(names(self.compute.virtual_machines.list(GROUP)) == {"till"}, "others"),
        )

    def update_type(self):
        """A read, a change of the model and a PUT, as az vmss update does it."""
        operations = self.compute.virtual_machine_scale_sets
        path = self.truth.id(GROUP, COMPUTE, "virtualMachineScaleSets", "web")

        def put(kinds, system):
            model = operations.get(GROUP, "web")
            model.identity = {"type": kinds}
            operations.begin_create_or_update(GROUP, "web", model).result(timeout=60)
            identity_is(self.truth.read(path), system, [], "in Azure")

        self.task("vmss put, system on", "begin_create_or_update web", lambda: put("SystemAssigned", True))
        self.task("vmss put, none", "begin_create_or_update web", lambda: put("None", False))

    def refusals(self):
        def refused():
            identity = {"type": "UserAssigned", "userAssignedIdentities": {self.ids["spare"]: {}}}
            try:
                self.compute.virtual_machine_scale_sets.begin_update(
                    GROUP, "web", {"identity": identity}
                )
            except HttpResponseError as error:
                require(error.error.code == "FailedIdentityOperation", error.error.code)
                return
            raise Mismatch("Azure refuses this")

        self.task("an identity that is not there is refused", "begin_update web", refused)

    def extensions(self):
        operations = self.compute.virtual_machine_scale_set_extensions
        model = {
            "properties": {
                "publisher": IDENTITY,
                "type": EXTENSION,
                "typeHandlerVersion": "1.0",
                "settings": {"port": 50342},
            }
        }
        path = self.truth.id(GROUP, COMPUTE, "virtualMachineScaleSets", "web")
        path += f"/extensions/{EXTENSION}"

        def put():
            operations.begin_create_or_update(GROUP, "web", EXTENSION, model).result(timeout=60)
            require(self.truth.read(path)["properties"]["settings"] == {"port": 50342}, "others")

        def delete():
            operations.begin_delete(GROUP, "web", EXTENSION).result(timeout=60)
            require(self.truth.read(path) is None, "still there")

        self.task("vmss extension set", "begin_create_or_update", put)
        self.task(
            "vmss extension list",
            "virtual_machine_scale_set_extensions.list",
            lambda: require([one.name for one in operations.list(GROUP, "web")] == [EXTENSION], "?"),
        )
        self.task("vmss extension delete", "begin_delete", delete)

    def roles(self):
        scope = f"/subscriptions/{self.truth.subscription}/resourceGroups/{GROUP}"
        identity = self.truth.read(self.ids["app"])
        principal = identity["properties"]["principalId"] if identity else "nobody"
        role = f"/subscriptions/{self.truth.subscription}/providers/Microsoft.Authorization/roleDefinitions/{READER}"
        name = str(uuid.uuid4())

        def create():
            made = self.rights.role_assignments.create(
                scope,
                name,
                {
                    "properties": {
                        "roleDefinitionId": role,
                        "principalId": principal,
                        "principalType": "ServicePrincipal",
                    }
                },
            )
            require(made.principal_id == principal, "another principal")
            require(self.truth.read(made.id, "2022-04-01"), "not in Azure")

        self.task("role assignment create", "role_assignments.create Reader", create)
        self.task(
            "role assignment list",
            "role_assignments.list_for_scope",
            lambda: require(
                principal
                in [one.principal_id for one in self.rights.role_assignments.list_for_scope(scope)],
                "not listed",
            ),
        )


def in_wire_form(block):
    """The model's dictionary with the names of the wire, whichever names the library gives it."""
    names = {"principal_id": "principalId", "user_assigned_identities": "userAssignedIdentities"}
    return {names.get(key, key): value for key, value in (block or {}).items()}


def run(board):
    every = Sdk(board)
    every.identities()
    scale_sets = every.compute.virtual_machine_scale_sets
    machines = every.compute.virtual_machines
    every.assign_and_remove(
        "vmss", "virtualMachineScaleSets", "web", scale_sets, scale_sets.begin_update
    )
    every.assign_and_remove("vm", "virtualMachines", "till", machines, machines.begin_update)
    every.lists()
    every.update_type()
    every.refusals()
    every.extensions()
    every.roles()
