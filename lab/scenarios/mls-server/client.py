"""A client of witness.mjs that compares the level of who serves it with its own.

client.py PORT COUNT: asks COUNT times, and says in JSON how often the levels were the same.
"""

import json
import socket
import sys
import time


def level_of_worker(port):
    """The level of who serves, or nothing if the connection ends before that."""
    level = ""
    try:
        with socket.create_connection(("127.0.0.1", port)) as connection:
            while part := connection.recv(4096):
                level += part.decode()
    except OSError:
        pass
    return level


port, times = int(sys.argv[1]), int(sys.argv[2])
with open("/proc/self/attr/current") as context:
    own = context.read().split(":", 3)[3]
count = {"right": 0, "wrong": 0, "unserved": 0}
for _ in range(times):
    level = level_of_worker(port)
    if level == own:
        count["right"] += 1
    elif level:
        count["wrong"] += 1
    else:
        count["unserved"] += 1
        time.sleep(0.1)
print(json.dumps(count))
