"""What the pages of some kinds of entity show beside the facts that every entity's page shows."""
