"""The search over remedies, judged by audits: the one place above both wings.

`search.tune` needs the extra `tune` (Optuna); the rest needs nothing more.
"""
