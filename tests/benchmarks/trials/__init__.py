"""Made-up trials in the shape of the registry's API, as many as a benchmark wants; ``python -m tests.benchmarks.trials --help``."""
