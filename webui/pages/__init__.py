"""The pages: one line each."""

from __future__ import annotations

from flask import Blueprint

from webui.pages import about, ask, entity, home, lists, questions, search, sparql, status, wide

PAGES: tuple[Blueprint, ...] = (
    home.page,
    ask.page,
    lists.page,
    wide.page,
    entity.page,
    search.page,
    questions.page,
    sparql.page,
    about.page,
    status.page,
)
