"""Everything in brackets: lists, ranges, contexts, parentheses."""

from rules.feel import syntax
from rules.feel.lexer import Token, normal_name, special_names
from rules.feel.reading import COMPARISONS, Reading
from rules.feel.syntax import Node


class Brackets(Reading):
    """Reads what an opening sign begins."""

    def _context(self, token: Token) -> Node:
        self.lexer.take()
        outer = self.names
        entries: list[tuple[str, Node]] = []
        while not self._is("}"):
            if entries:
                self._expect(",")
            key = self.lexer.take().text if self.lexer.peek().kind == "string" else self._entry_key()
            self._expect(":")
            entries.append((key, self.expression()))
            self.names = self.names | special_names((key,)) if key else self.names
        self._expect("}")
        # The keys stay known: `{first name: "An"}.first name` reads on behind the brace.
        self.names = outer | special_names(key for key, _ in entries if key)
        return syntax.ContextNode(token.start, tuple(entries))

    def _entry_key(self) -> str:
        start = self.lexer.peek().start
        colon = self.lexer.source.find(":", start)
        key = normal_name(self.lexer.source[start:colon]) if colon > start else ""
        if self.lexer.peek().kind not in {"name", "keyword"} or not key or any(sign in key for sign in '",{}[]()'):
            raise self.lexer.fail("Thiếu tên mục", "An entry name is missing")
        self.lexer.move(colon)
        return key

    def _bracket(self, token: Token) -> Node:
        """`[1, 2]`, `[1..2]`, `]1..2[`."""
        self.lexer.take()
        if token.text == "[" and self._skip("]"):
            return syntax.ListNode(token.start, ())
        first = self._list_entry()
        if self._skip(".."):
            return self._range_end(token, first, closed=token.text == "[")
        if token.text == "]":
            raise self.lexer.fail("Thiếu dấu .. của khoảng", "The range lacks its dots")
        entries = [first]
        while self._skip(","):
            entries.append(self._list_entry())
        self._expect("]")
        return syntax.ListNode(token.start, tuple(entries))

    def _list_entry(self) -> Node:
        token = self.lexer.peek()
        if token.kind == "operator" and token.text in COMPARISONS:
            self.lexer.take()
            return self._half_range(token, self.operand())
        return self.expression()

    def _parenthesis(self, token: Token) -> Node:
        """`(expression)`, `(1..2)`, `(< 5)`."""
        self.lexer.take()
        inner = self._list_entry()
        if self._skip(".."):
            return self._range_end(token, inner, closed=False)
        self._expect(")")
        return inner

    def _half_range(self, token: Token, end: Node) -> Node:
        closed = token.text in {"<=", ">=", "="}
        if token.text == "=":
            return syntax.RangeNode(token.start, end, end, True, True)
        if token.text == "!=":
            raise self.lexer.fail("!= không tạo thành khoảng", "!= makes no range", token.start)
        if token.text.startswith("<"):
            return syntax.RangeNode(token.start, None, end, False, closed)
        return syntax.RangeNode(token.start, end, None, closed, False)

    def _range_end(self, token: Token, low: Node, *, closed: bool) -> Node:
        ending, self.ending = self.ending, True
        high = self.expression()
        self.ending = ending
        end = self.lexer.take()
        if end.text not in {"]", ")", "["} or end.kind != "operator":
            raise self.lexer.fail("Khoảng chưa đóng ngoặc", "The range is not closed", end.start)
        return syntax.RangeNode(token.start, low, high, closed, end.text == "]")
