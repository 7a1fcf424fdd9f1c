"""Giao dự toán cho một dòng hỗ trợ trong năm / Allot money to a support line for a year, by an instrument."""

NEEDS = "service"


def run(arguments: list[str]) -> int:
    """Add an allotment; the same instrument for the same line and year is counted once."""
    import argparse

    from portal.setup import database, people

    parser = argparse.ArgumentParser(prog="python3 -m portal allot", description=__doc__)
    parser.add_argument("line", help="mã dòng hỗ trợ / support line, e.g. PRO-DOM")
    parser.add_argument("year", type=int, help="năm ngân sách / fiscal year")
    parser.add_argument("amount_vnd", type=int, help="số đồng / whole đồng")
    parser.add_argument("--instrument", required=True, help="số văn bản giao / number of the allotting instrument")
    parser.add_argument("--by", required=True, help="thư điện tử của cán bộ Sở Tài chính / e-mail of a DOF officer")
    options = parser.parse_args(arguments)
    with database.opened():
        return people.allot(options)
