"""Chạy thử toàn bộ với dữ liệu mẫu / Run everything with sample data, and print the address and the accounts."""

NEEDS = "service"


def run(arguments: list[str]) -> int:
    """Set up, serve until Ctrl-C, stop all that was started. `--fresh` throws the demo's data away first."""
    import argparse

    from portal.setup import demo

    parser = argparse.ArgumentParser(prog="python3 -m portal demo", description=__doc__)
    parser.add_argument("--port", type=int, default=8000, help="cổng / port (8000)")
    parser.add_argument("--fresh", action="store_true", help="xóa dữ liệu thử và làm lại từ đầu / start over")
    parser.add_argument("--yes", action="store_true", help="không hỏi lại khi --fresh / do not ask")
    options = parser.parse_args(arguments)
    return demo.run(port=options.port, fresh=options.fresh, sure=options.yes)
