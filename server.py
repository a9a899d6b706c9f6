"""Start the dashboard: `streamlit run server.py` serves app.py, with our words where Streamlit has English ones."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

from ui import unexpected
from ui.language import Vietnamese


@asynccontextmanager
async def opening(_: st.App) -> AsyncIterator[None]:
    """Declare a menu before the first visitor: else Streamlit makes one of pages/ for him (docs/decisions/0001)."""
    st.navigation([_nothing])
    yield


def _nothing() -> None:
    pass


def to_overview(request: Request) -> RedirectResponse:
    """Lead from the overview's own name to its address, which is that of the whole dashboard."""
    return RedirectResponse(str(request.url.replace(path=request.url.path.removesuffix("tong-quan"))))


app = st.App(
    "app.py",
    on_script_error=unexpected.tell,
    middleware=[Middleware(Vietnamese)],
    routes=[Route("/tong-quan", to_overview)],
    lifespan=opening,
)
