"""The page that Streamlit hands out, said to be Vietnamese: screen readers choose their voice by it."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_WORDS = {
    b'<html lang="en">': b'<html lang="vi">',
    b"You need to enable JavaScript to run this app.": "Bật JavaScript trong trình duyệt để xem trang này.".encode(),
}


class Vietnamese:
    """Pass requests on to an application and put Vietnamese in place of the English of its HTML page."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; only one for a page is touched."""
        if scope["type"] == "http" and "text/html" in Headers(scope=scope).get("accept", ""):
            headers = [header for header in scope["headers"] if header[0] != b"accept-encoding"]
            await self._app({**scope, "headers": headers}, receive, _Translated(send))
        else:
            await self._app(scope, receive, send)


class _Translated:
    """Hold an answer back until its body is whole, and send it with our words."""

    def __init__(self, send: Send) -> None:
        self._send, self._body = send, b""
        self._start: Message = {}

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        self._body += message.get("body", b"")
        if message.get("more_body", False):
            return
        headers = MutableHeaders(raw=self._start["headers"])
        if self._body and headers.get("content-type", "").startswith("text/html"):
            for english, vietnamese in _WORDS.items():
                self._body = self._body.replace(english, vietnamese)
            headers["content-length"] = str(len(self._body))
        await self._send({**self._start, "headers": headers.raw})
        await self._send({"type": "http.response.body", "body": self._body})
