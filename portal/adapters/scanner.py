"""Looking for malware before anybody but the owner may open a file.

With `settings.CLAMAV_ADDRESS` (host:port) the file goes to ClamAV (INSTREAM); without it only the harmless test file
that every scanner knows is found, and `is_real` says so to the screens.
"""

import socket
import struct

from django.conf import settings

from portal.platform.errors import Unavailable

TEST_FILE = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
CHUNK = 1 << 16
TIMEOUT_SECONDS = 5.0


def is_real() -> bool:
    """Whether a scanner is configured."""
    return bool(settings.CLAMAV_ADDRESS)


def is_clean(content: bytes) -> bool:
    """Whether nothing harmful was found. Raises Unavailable when the scanner does not answer."""
    if not is_real():
        return TEST_FILE not in content
    host, _, port = settings.CLAMAV_ADDRESS.rpartition(":")
    try:
        with socket.create_connection((host, int(port)), TIMEOUT_SECONDS) as line:
            reply = _ask(line, content)
    except OSError as down:
        raise Unavailable("SCANNER_DOWN") from down
    if reply.endswith(b"OK"):
        return True
    if reply.endswith(b"FOUND"):
        return False
    raise Unavailable("SCANNER_DOWN", reply=reply[:80].decode("ascii", "replace"))


def _ask(line: socket.socket, content: bytes) -> bytes:
    line.settimeout(TIMEOUT_SECONDS)
    line.sendall(b"zINSTREAM\0")
    for start in range(0, len(content), CHUNK):
        chunk = content[start : start + CHUNK]
        line.sendall(struct.pack("!L", len(chunk)) + chunk)
    line.sendall(struct.pack("!L", 0))
    reply = b""
    while not reply.endswith(b"\0"):
        part = line.recv(4096)
        if not part:
            break
        reply += part
    return reply.rstrip(b"\0").strip()
