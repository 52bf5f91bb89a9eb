"""What was tried, how long it took and what came of it; and what the emulator has in truth."""

import json
import os
import ssl
import time
import urllib.parse
import urllib.request


class Mismatch(Exception):
    """Something is not as it has to be."""


def require(holds, otherwise):
    if not holds:
        raise Mismatch(otherwise)


class Scoreboard:
    """Collects rows and prints them as one table."""

    def __init__(self):
        self.rows = []

    def attempt(self, task, command, work):
        """Runs work, whatever it raises; returns what it returned, or None where it raised."""
        started = time.monotonic()
        result, why = None, ""
        try:
            result = work()
        except Exception as error:  # A row of the table must not end the table.
            why = " ".join(f"{type(error).__name__}: {error}".split())
        self.rows.append((task, command, time.monotonic() - started, why))
        print("." if not why else "F", end="", flush=True)
        return result

    def failed(self):
        return [row for row in self.rows if row[3]]

    def print(self):
        wide = max(len(row[0]) for row in self.rows)
        print()
        for task, command, seconds, why in self.rows:
            print(f"{'FAILED' if why else 'ok':6}  {seconds:5.1f} s  {task:{wide}}  {command}")
            if why:
                print(f"        {why[:600]}")
        print(f"{len(self.rows) - len(self.failed())} of {len(self.rows)} passed")


class Truth:
    """Reads the emulator with no client library in between."""

    def __init__(self):
        self.base = os.environ["AZURE_RESOURCE_MANAGER_ENDPOINT"].rstrip("/")
        self.subscription = os.environ["AZURE_SUBSCRIPTION_ID"]
        self.tls = ssl.create_default_context(cafile=os.environ["SSL_CERT_FILE"])
        form = urllib.parse.urlencode({"client_id": "truth", "client_secret": "any"})
        tenant = os.environ["AZURE_TENANT_ID"]
        token = self._send(f"{self.base}/{tenant}/oauth2/v2.0/token", form.encode())
        self.token = token["access_token"]

    def id(self, group, provider, kind, name):
        return (
            f"/subscriptions/{self.subscription}/resourceGroups/{group}"
            f"/providers/{provider}/{kind}/{name}"
        )

    def read(self, path, version="2024-11-01"):
        """The body of a GET, or None for 404."""
        try:
            return self._send(f"{self.base}{path}?api-version={version}")
        except urllib.error.HTTPError as error:
            if error.code == 404:
                return None
            raise

    def _send(self, url, body=None):
        request = urllib.request.Request(url, data=body)
        if body is None:
            request.add_header("Authorization", f"Bearer {self.token}")
        with urllib.request.urlopen(request, context=self.tls, timeout=30) as answer:
            return json.load(answer)


def identity_is(body, system, users, whose):
    """Requires an identity block to have exactly this; keys in any casing, None for no block."""
    block = (body or {}).get("identity", body) if "identity" in (body or {}) else None
    shape_is(block, system, users, whose)


def shape_is(block, system, users, whose):
    block = block or {}
    kinds = {part.strip().lower() for part in (block.get("type") or "").split(",")} - {"", "none"}
    wanted = ({"systemassigned"} if system else set()) | ({"userassigned"} if users else set())
    require(kinds == wanted, f"{whose}: the type is {block.get('type')!r}, wanted {sorted(wanted)}")
    require(
        bool(block.get("principalId")) == system,
        f"{whose}: the principal is {block.get('principalId')!r}",
    )
    listed = {key.lower() for key in (block.get("userAssignedIdentities") or {})}
    require(
        listed == {user.lower() for user in users},
        f"{whose}: the identities are {sorted(listed)}, wanted {sorted(users)}",
    )
