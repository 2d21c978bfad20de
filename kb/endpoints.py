"""Endpoints: the engine elsewhere that the settings name, and how one signs in there."""

from __future__ import annotations

import os

from kb.errors import BadInput
from kb.store.endpoint import Endpoint

ENDPOINT_SETTING = "AML_EVIDENCE_ENDPOINT"
_AUTH, _USER, _SECRET = "AML_EVIDENCE_ENDPOINT_AUTH", "AML_EVIDENCE_ENDPOINT_USER", "AML_EVIDENCE_ENDPOINT_SECRET"


def endpoint(url: str) -> Endpoint:
    """The endpoint of an address, with what the settings say of signing in."""
    try:
        return Endpoint(url.strip(), os.environ.get(_AUTH, "").strip().lower(), os.environ.get(_USER, ""), os.environ.get(_SECRET, ""))
    except BadInput as fault:
        raise BadInput(fault.what, ENDPOINT_SETTING, fault.mend) from None


def chosen(url: str | None = None) -> Endpoint | None:
    """The endpoint of an address, else of the setting; None where neither names one, and the store of the release itself is asked."""
    address = url or os.environ.get(ENDPOINT_SETTING, "")
    return endpoint(address) if address.strip() else None
