"""Invented people, money and dossiers that show every state of the product. Loaded by the demo only."""

from portal.config.sample.accounts import Account, accounts
from portal.config.sample.load import load

__all__ = ["Account", "accounts", "load"]
