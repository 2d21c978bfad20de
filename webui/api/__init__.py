"""The JSON interface for programs: what can be asked, how rows are written, and its own description as OpenAPI."""
