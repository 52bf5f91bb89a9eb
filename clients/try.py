"""Runs the named clients, or all of them, and prints one table."""

import sys

import az
import sdk
from scoreboard import Scoreboard

CLIENTS = {"az": az.run, "sdk": sdk.run}


def main(names):
    unknown = [name for name in names if name not in CLIENTS]
    if unknown:
        print(f"unknown: {' '.join(unknown)}; known are {' '.join(CLIENTS)}", file=sys.stderr)
        return 2
    board = Scoreboard()
    for name in names or CLIENTS:
        CLIENTS[name](board)
    board.print()
    return 1 if board.failed() else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
