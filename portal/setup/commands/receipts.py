"""Kiểm tra biên nhận quyết định của quy tắc / Check receipts of rule decisions: re-evaluate one dossier's, or all."""

NEEDS = "service"


def run(arguments: list[str]) -> int:
    """Print what does not hold and a count. Exit code 1 when a receipt was altered or now comes out otherwise."""
    import argparse

    from portal.setup import database, prepare, say

    parser = argparse.ArgumentParser(prog="python3 -m portal receipts", description=__doc__)
    parser.add_argument("dossier", nargs="?", default="", help="mã hồ sơ / code of the dossier; all when left out")
    options = parser.parse_args(arguments)
    with database.opened():
        prepare.ready_django()
        from portal.rulebook.receipts import Verdict, check_receipts
        from rules.evaluate.version import ENGINE_VERSION

        total = wrong = 0
        for found in check_receipts(options.dossier):
            total += 1
            if found.verdict is not Verdict.HOLDS:
                wrong += 1
                receipt = found.receipt
                about = f"{receipt.dossier_code} {receipt.pack} {receipt.pack_version} {receipt.key}"
                say.line(f"{found.verdict}: {about} ({receipt.engine})")
        say.line(f"{total - wrong} / {total} biên nhận đúng / receipts hold ({ENGINE_VERSION})")
    return 1 if wrong else 0
