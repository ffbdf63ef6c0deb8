#!/usr/bin/env bash
# azure-communication-identity of Python 1.3.2, as Debian 12 packages it (python3-azure 20230112+git-1).
#
# Guess before the run: with an http endpoint, such as an emulator's, it calls the endpoint as given, and signs the path of
# the request as it does over https.
# Seen: a client of an endpoint and a key calls http, but what it signs is the path and query without their first slash, so
# that a server which checks the signature refuses each call; the same client with an https endpoint signs them whole. A
# client of a connection string has made https of the endpoint's http before it calls.
set -euo pipefail
cd "$(mktemp -d)"
apt-get download -qq python3-azure=20230112+git-1 2>/dev/null
dpkg-deb -x python3-azure_*.deb .
export PYTHONPATH="$PWD/usr/lib/python3/dist-packages"
cat > run.py <<'PY'
import base64, hashlib, hmac, re
from azure.communication.identity import CommunicationIdentityClient
from azure.core.pipeline.transport import HttpTransport

KEY = base64.b64encode(b"k" * 32).decode()


class Recorder(HttpTransport):
    """Keeps the request, and sends nothing."""

    def open(self): pass
    def close(self): pass
    def __exit__(self, *_): pass

    def send(self, request, **_):
        self.request = request
        raise ConnectionError("recorded")


def seen(make):
    recorder = Recorder()
    try:
        make(transport=recorder, retry_total=0).create_user()
    except ConnectionError:
        pass
    request = recorder.request
    scheme, host, path = re.fullmatch(r"(https?)://([^/]*)(.*)", request.url).groups()
    date, digest = request.headers["x-ms-date"], request.headers["x-ms-content-sha256"]
    signature = request.headers["Authorization"].split("Signature=")[1]

    def is_signed(signed_path):
        text = f"POST\n{signed_path}\n{date};{host};{digest}".encode()
        mac = hmac.new(base64.b64decode(KEY), text, hashlib.sha256).digest()
        return base64.b64encode(mac).decode() == signature

    signed = [name for name, text in [("whole", path), ("without its first slash", path[1:])] if is_signed(text)]
    return f"{scheme}, path signed: {', '.join(signed)}"


client = CommunicationIdentityClient
for scheme in ("https", "http"):
    endpoint = f"{scheme}://acs.example"
    print(f"{scheme} endpoint and key:", seen(lambda **options: client(endpoint, KEY, **options)))
    text = f"endpoint={endpoint}/;accesskey={KEY}"
    print(f"connection string of {scheme}:", seen(lambda **options: client.from_connection_string(text, **options)))
PY
seen=$(/usr/bin/python3 run.py)
echo "$seen"
diff <(echo "$seen") - <<'SEEN'
https endpoint and key: https, path signed: whole
connection string of https: https, path signed: whole
http endpoint and key: http, path signed: without its first slash
connection string of http: https, path signed: whole
SEEN
