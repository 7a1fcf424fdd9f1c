"""The visitor's own address behind the office's proxies, so that limits count visitors and not the proxy."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class ProxyMiddleware:
    """Sets REMOTE_ADDR from X-Forwarded-For when HAIDANG_PROXIES says how many proxies of ours stand in front.

    Each proxy appends the address that it was called from, so the visitor's is that many places from the right. What
    stands further left was written by the visitor and is not believed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        told = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
        if 0 < settings.PROXIES <= len(told):
            request.META["REMOTE_ADDR"] = told[-settings.PROXIES]
        return self.get_response(request)
