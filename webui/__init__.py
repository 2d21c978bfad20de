"""The web application: one module, one template folder and one test file a page; all of them read the release in service."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from kb.base import Base
from kb.store import Endpoint
from webui import answers, assets, faults, logs, templating, watching
from webui.metrics import Metrics
from webui.pages import PAGES
from webui.service import Service
from webui.settings import Settings
from webui.site import at_site
from webui.texts import Texts


def create_app(
    place: Path | Base, documents: Path | None = None, endpoint: Endpoint | None = None, settings: Settings | None = None
) -> Flask:
    """The application over a folder of releases (it follows the one in service), or over one opened base.

    ``documents`` is a folder with the documents' texts, where the user has them: pages then show each fragment where it stands.
    ``endpoint`` holds the releases, where the store of the release itself is not to be asked. Without ``settings`` all are as they are
    by default.
    """
    settings = settings or Settings()
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = settings.body_bytes
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.url_map.strict_slashes, app.url_map.merge_slashes = False, False
    app.extensions["service"] = service = Service(place, endpoint, settings)
    app.extensions["metrics"] = metrics = Metrics(service)
    app.extensions["texts"] = Texts(documents)
    assets.register(app)
    templating.register(app)
    answers.register(app)
    faults.register(app)
    for page in PAGES:
        app.register_blueprint(page)
    watching.register(app, (logs.told, metrics.told), trusts_identifiers=bool(settings.trusted_proxy))
    if settings.site:
        app.wsgi_app = at_site(app.wsgi_app, settings.site)  # type: ignore[assignment, method-assign]
    return app
