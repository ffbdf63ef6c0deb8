"""Asks each address for an identity with a token, and prints what the client makes of the answer."""

import sys

from token_api import TokenApiClient, TokenApiError

key, *urls = sys.argv[1:]
for url in urls:
    try:
        issued = TokenApiClient(url, key).create_identity_and_token(["chat", "voip"], 60)
        times = [round(1000 * time.timestamp()) for time in (issued.expires_on, issued.refresh_on)]
        told = "told" if issued.token in str(issued) else "kept"
        print("token", issued.user_id, issued.token, *times, told)
    except TokenApiError as error:
        facts = (error.code, error.request_id, error.retry_after_seconds)
        print("error", error.status, *("-" if fact is None else fact for fact in facts), error)
    except OSError:
        print("unanswered")
