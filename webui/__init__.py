"""The web application: one module, one template folder and one test file a page; all of them read the release in service."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from kb.base import Base
from kb.store import Endpoint
from webui import answers, assets, faults, templating
from webui.pages import PAGES
from webui.service import Service
from webui.texts import Texts

MAX_BODY = 1 << 20
"""Largest request body in bytes; only queries are ever sent."""


def create_app(place: Path | Base, documents: Path | None = None, endpoint: Endpoint | None = None) -> Flask:
    """The application over a folder of releases (it follows the one in service), or over one opened base.

    ``documents`` is a folder with the documents' texts, where the user has them: pages then show each fragment where it stands.
    ``endpoint`` holds the releases, where the store of the release itself is not to be asked.
    """
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.url_map.strict_slashes, app.url_map.merge_slashes = False, False
    app.extensions["service"] = Service(place, endpoint)
    app.extensions["texts"] = Texts(documents)
    assets.register(app)
    templating.register(app)
    answers.register(app)
    faults.register(app)
    for page in PAGES:
        app.register_blueprint(page)
    return app
