"""Walks the lifecycle of an identity, and prints what the ACS quickstart prints."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException

from token_api import Scope, TokenApiClient, TokenApiError

SCOPES: tuple[Scope, ...] = ("voip", "chat")


class QuickstartError(Exception):
    """A step failed, or did not do what it said. The message is one line."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--url", default="http://localhost:7071", help="where the API is"
    )
    parser.add_argument("--key", help="a function key that it accepts")
    parser.add_argument(
        "--edition",
        choices=["2020-11", "2020-09"],
        default="2020-11",
        help="the edition of the ACS quickstart whose lines are printed",
    )
    options = parser.parse_args()
    try:
        walk(TokenApiClient(options.url, options.key), options.edition)
    except QuickstartError as error:
        print(error, file=sys.stderr)
        return 1
    except (OSError, HTTPException, ValueError):
        print(
            f"No token API answers at {options.url}. "
            "Start one with npm start, or name it by --url http://HOST:PORT.",
            file=sys.stderr,
        )
        return 1
    return 0


def walk(client: TokenApiClient, edition: str) -> None:
    is_first_edition = edition == "2020-09"
    with step("create an identity"):
        user_id = client.create_identity()
    print("Azure Communication Services - Access Tokens Quickstart\n")
    if not is_first_edition:
        print(f"Created an identity: {user_id}\n")

    for scope in SCOPES:
        with step(f"issue a '{scope}' token"):
            issued = client.issue_token(user_id, [scope])
        if is_first_edition:
            print(f"Issued a access token with '{scope}' scope", end=" ")
            print(f"for identity with ID: {user_id}:")
        else:
            print(f"Issued an access token with '{scope}' scope", end=" ")
            print(f"that expires at {issued.expires_on}:")
        print(f"{issued.token}\n")

    with step("revoke the tokens"):
        client.revoke_tokens(user_id)
    print(
        "Not checked: that the old tokens are refused, which the API does not tell.",
        file=sys.stderr,
    )
    if is_first_edition:
        print(f"Successfully deleted the identity with ID: {user_id}\n")
    else:
        print(
            f"Successfully revoked all access tokens for identity with ID: {user_id}\n"
        )

    with step("delete the identity"):
        client.delete_identity(user_id)
    with step("see that the identity is gone"):
        if issues_tokens(client, user_id):
            raise QuickstartError(
                f"The identity {user_id} still gets tokens after it was deleted."
            )
    print(f"Deleted the identity with ID: {user_id}")


@contextmanager
def step(what: str) -> Iterator[None]:
    try:
        yield
    except TokenApiError as error:
        status = f"{error.status} {error.code or ''}".strip()
        raise QuickstartError(f"Could not {what}: {status}: {error}") from error


def issues_tokens(client: TokenApiClient, user_id: str) -> bool:
    try:
        client.issue_token(user_id, ["chat"])
        return True
    except TokenApiError as error:
        if error.code == "IdentityNotFound":
            return False
        raise


if __name__ == "__main__":
    sys.exit(main())
