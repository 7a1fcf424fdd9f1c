"""Tài khoản cán bộ: thêm, cấp và thu vai trò / Accounts of the staff: add, grant and withdraw roles."""

NEEDS = "service"


def run(arguments: list[str]) -> int:
    """Add a person or change their roles; a new account's first password is printed once."""
    import argparse

    from portal.setup import database, people

    parser = argparse.ArgumentParser(prog="python3 -m portal person", description=__doc__)
    parser.add_argument("email", help="thư điện tử / e-mail")
    parser.add_argument("--name", default="", help="họ và tên / full name")
    parser.add_argument("--unit", default="", help="đơn vị / unit")
    parser.add_argument("--role", action="append", default=[], help="cấp vai trò, nhiều lần được / grant, repeatable")
    parser.add_argument("--drop", action="append", default=[], help="thu vai trò / withdraw a role, repeatable")
    parser.add_argument("--leave", action="store_true", help="khóa tài khoản / close the account")
    options = parser.parse_args(arguments)
    with database.opened():
        return people.change(options)
