"""Text for LaTeX: every special character escaped, and the symbols of the field written as commands any engine knows."""

from __future__ import annotations

import re

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "`": r"\textasciigrave{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    # At the start of a row these two would be read as options of the line end before it.
    "[": "{[}",
    "*": "{*}",
}

_PUNCTUATION = {
    "\u2013": r"\textendash{}",
    "\u2014": r"\textemdash{}",
    "\u2018": r"\textquoteleft{}",
    "\u2019": r"\textquoteright{}",
    "\u201c": r"\textquotedblleft{}",
    "\u201d": r"\textquotedblright{}",
    "\u2026": r"\textellipsis{}",
    "\u2020": r"\textdagger{}",
    "\u2021": r"\textdaggerdbl{}",
    "\u2022": r"\textbullet{}",
    "\u00a7": r"\textsection{}",
    "\u00b6": r"\textparagraph{}",
    "\u00a9": r"\textcopyright{}",
    "\u00ae": r"\textregistered{}",
    "\u2122": r"\texttrademark{}",
    "\u00a0": "~",
    "\u2009": r"\,",
    "\u202f": r"\,",
}

_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "varepsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma",
    "ς": "varsigma", "τ": "tau", "υ": "upsilon", "φ": "varphi", "χ": "chi", "ψ": "psi", "ω": "omega",
    "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma", "Υ": "Upsilon",
    "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega",
    "\u00b5": "mu", "\u2206": "Delta", "\u2126": "Omega",
}  # fmt: skip

_MATHEMATICS = {
    "≥": "geq", "≤": "leq", "≠": "neq", "≈": "approx", "≡": "equiv", "±": "pm", "×": "times", "÷": "div", "·": "cdot",
    "∞": "infty", "∼": "sim", "→": "rightarrow", "←": "leftarrow", "↔": "leftrightarrow", "↑": "uparrow", "↓": "downarrow",
    "∈": "in", "∩": "cap", "∪": "cup", "⊂": "subset", "⊃": "supset",
}  # fmt: skip

_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-", strict=True))
_LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋", "0123456789+-", strict=True))

_COMMANDS = str.maketrans(
    _SPECIAL
    | _PUNCTUATION
    | {symbol: rf"\ensuremath{{\{name}}}" for symbol, name in (_GREEK | _MATHEMATICS).items()}
    | {symbol: rf"\textsuperscript{{{plain}}}" for symbol, plain in _RAISED.items()}
    | {symbol: rf"\textsubscript{{{plain}}}" for symbol, plain in _LOWERED.items()}
    | {"\u2212": r"\ensuremath{-}", "°": r"\ensuremath{^{\circ}}"}
)


def escaped(text: str) -> str:
    """The text as LaTeX prints it, on one line; letters of other scripts stay as they are, for an engine that reads UTF-8."""
    line = re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text)
    # Two hyphens or apostrophes in a row would be set as a dash or a quotation mark.
    return re.sub(r"([-'])(?=\1)", r"\1{}", line.translate(_COMMANDS))
