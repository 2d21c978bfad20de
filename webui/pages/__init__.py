"""The pages: one line each."""

from __future__ import annotations

from flask import Blueprint

from webui.pages import (
    about,
    api,
    ask,
    changes,
    cite,
    compare,
    coverage,
    describe,
    docs,
    downloads,
    entity,
    graph,
    graph_store,
    home,
    lists,
    map,
    outcomes,
    questions,
    reader,
    search,
    sparql,
    status,
    tour,
    wide,
)

PAGES: tuple[Blueprint, ...] = (
    home.page,
    ask.page,
    lists.page,
    outcomes.page,
    wide.page,
    entity.page,
    reader.page,
    graph.page,
    map.page,
    search.page,
    questions.page,
    changes.page,
    cite.page,
    compare.page,
    coverage.page,
    sparql.page,
    graph_store.page,
    describe.page,
    api.page,
    downloads.page,
    docs.page,
    tour.page,
    about.page,
    status.page,
)
