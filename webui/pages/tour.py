"""A tour of two minutes for those who are new: the main ideas, each with a page to see it on."""

from __future__ import annotations

from flask import Blueprint, render_template

page = Blueprint("tour", __name__)


@page.get("/tour")
def tour() -> str:
    """Eight stops, each with a link to see the thing itself."""
    return render_template("tour/page.html")
