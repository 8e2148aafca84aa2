"""A client that connects and says nothing.

holder.py PORT
"""

import socket
import sys
import time

connection = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
time.sleep(3600)
