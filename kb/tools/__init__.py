"""Tools: what an assistant that works for a researcher can ask of the base, each answer with the places that say so."""
