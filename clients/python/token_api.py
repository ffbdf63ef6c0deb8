"""The ACS Token API, for backends. Needs nothing but Python 3.11 or later."""

import json
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http.client import HTTPException, HTTPMessage, HTTPResponse
from typing import Any, Literal, TypeVar
from urllib.parse import quote
from urllib.request import HTTPErrorProcessor, Request, build_opener

TIMEOUT_SECONDS = 15  # the API itself answers within 8
LONGEST_WAIT_SECONDS = 60  # who would have to wait longer gets the error at once

Scope = Literal["chat", "chat.join", "chat.join.limited", "voip", "voip.join"]
Result = TypeVar("Result")


@dataclass(frozen=True)
class AccessToken:
    """A token for the identity `user_id`. At `refresh_on` it is time to issue the next."""

    user_id: str
    token: str = field(repr=False)
    expires_on: datetime
    refresh_on: datetime


class TokenApiError(Exception):
    """An answer that is not what was asked for.

    `code` says why, as in README's table of errors. Where it is None, it was not the API
    that answered, but the Functions host (401: the function key) or something else there.
    """

    def __init__(
        self,
        status: int,
        code: str | None,
        message: str,
        request_id: str | None,
        retry_after_seconds: int | None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.request_id = request_id
        self.retry_after_seconds = retry_after_seconds


class TokenApiClient:
    """What the API refuses is raised as TokenApiError; if nobody answers, as OSError.

    If the API is too busy and says for how long, the client waits once.
    """

    def __init__(self, url: str, function_key: str | None = None) -> None:
        """`url` may end with /api. The host on a developer's machine asks for no key."""
        self._url = url.rstrip("/").removesuffix("/api")
        self._headers = (
            {} if function_key is None else {"x-functions-key": function_key}
        )
        self._opener = build_opener(_AsItComes)

    def create_identity(self) -> str:
        """Returns the id of the new identity."""
        return self._call("POST", "/identities", 201, _read_user_id)

    def create_identity_and_token(
        self, scopes: Sequence[Scope], expires_in_minutes: int | None = None
    ) -> AccessToken:
        """The token lives for 60 to 1440 minutes; 1440 is the default."""
        body = _token_request(scopes, expires_in_minutes)
        return self._call("POST", "/identities", 201, _read_access_token, body)

    def issue_token(
        self,
        user_id: str,
        scopes: Sequence[Scope],
        expires_in_minutes: int | None = None,
    ) -> AccessToken:
        """The token lives for 60 to 1440 minutes; 1440 is the default."""
        body = _token_request(scopes, expires_in_minutes)
        path = f"{_path_of(user_id)}/tokens"
        return self._call("POST", path, 200, _read_access_token, body)

    def revoke_tokens(self, user_id: str) -> None:
        self._call("DELETE", f"{_path_of(user_id)}/tokens", 204, _read_nothing)

    def delete_identity(self, user_id: str) -> None:
        self._call("DELETE", _path_of(user_id), 204, _read_nothing)

    def _call(
        self,
        method: str,
        path: str,
        expected_status: int,
        read: Callable[[Any], Result],
        body: object = None,
    ) -> Result:
        reply = self._send(method, path, body)
        seconds = reply.retry_after_seconds
        if seconds is not None and seconds <= LONGEST_WAIT_SECONDS:
            time.sleep(seconds)
            reply = self._send(method, path, body)
        try:
            if reply.status == expected_status:
                return read(reply.json)
        except (LookupError, TypeError, ValueError):
            pass  # an answer of another form
        raise _error_in(reply)

    def _send(self, method: str, path: str, body: object) -> "_Reply":
        headers = self._headers
        if body is not None:
            headers = {**headers, "Content-Type": "application/json"}
        request = Request(
            f"{self._url}/api{path}",
            None if body is None else json.dumps(body).encode(),
            headers,
            method=method,
        )
        try:
            with self._opener.open(request, timeout=TIMEOUT_SECONDS) as reply:
                return _Reply(reply.status, reply.headers, reply.read())
        except HTTPException as error:
            raise ConnectionError("The answer broke off, or was none.") from error


class _AsItComes(HTTPErrorProcessor):
    """Gives replies of every status back.

    It follows no redirect, either: the function key is for the API alone.
    """

    def http_response(self, request: Request, response: HTTPResponse) -> HTTPResponse:
        return response

    https_response = http_response


@dataclass(frozen=True)
class _Reply:
    status: int
    headers: HTTPMessage
    content: bytes

    @property
    def json(self) -> Any:
        """None where it is no JSON."""
        try:
            return json.loads(self.content)
        except (ValueError, RecursionError):
            return None

    @property
    def retry_after_seconds(self) -> int | None:
        seconds = self.headers.get("Retry-After", "")
        if self.status not in (429, 503) or not re.fullmatch("[0-9]{1,9}", seconds):
            return None
        return int(seconds)


def _error_in(reply: _Reply) -> TokenApiError:
    try:
        error = reply.json["error"]
        code, message = _text(error, "code"), _text(error, "message")
        request_id = error.get("requestId")
    except (LookupError, TypeError):
        code, request_id = None, None
        message = (
            "The function key is missing or refused."
            if reply.status == 401
            else "This is no answer of the token API."
        )
    return TokenApiError(
        reply.status, code, message, request_id, reply.retry_after_seconds
    )


def _path_of(user_id: str) -> str:
    return f"/identities/{quote(user_id, safe='')}"


def _token_request(
    scopes: Sequence[Scope], expires_in_minutes: int | None
) -> dict[str, object]:
    if expires_in_minutes is None:
        return {"scopes": list(scopes)}
    return {"scopes": list(scopes), "expiresInMinutes": expires_in_minutes}


def _read_user_id(answer: Any) -> str:
    return _text(answer, "user", "communicationUserId")


def _read_access_token(answer: Any) -> AccessToken:
    return AccessToken(
        user_id=_read_user_id(answer),
        token=_text(answer, "token"),
        expires_on=datetime.fromisoformat(_text(answer, "expiresOn")),
        refresh_on=datetime.fromisoformat(_text(answer, "refreshOn")),
    )


def _read_nothing(answer: Any) -> None:
    return None


def _text(answer: Any, *names: str) -> str:
    for name in names:
        answer = answer[name]
    if not isinstance(answer, str):
        raise TypeError(f"{names[-1]} is not a text")
    return answer
