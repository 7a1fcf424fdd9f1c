"""What an expression begins with: constants, names, `if`, `for`, `some`, `every`, `function`, `@` and brackets."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from rules.feel import syntax
from rules.feel.brackets import Brackets
from rules.feel.lexer import Token, name_pattern, normal_name, special_names
from rules.feel.syntax import Node, TypeRef
from rules.feel.temporal import NotTemporal, parse_any
from rules.feel.typetext import TypeReading
from rules.feel.values import NUMBERS


class Primaries(Brackets, TypeReading):
    """Reads one primary expression."""

    def _primary(self) -> Node:
        known = self.lexer.known_name(name_pattern(self.names))
        if known is not None:
            self.lexer.move(known.end)
            return syntax.Name(known.start, known.text)
        token = self.lexer.peek()
        if token.kind == "number":
            self.lexer.take()
            return syntax.Literal(token.start, NUMBERS.create_decimal(Decimal(token.text)))
        if token.kind == "string":
            self.lexer.take()
            return syntax.Literal(token.start, token.text)
        if token.kind == "name":
            self.lexer.take()
            return syntax.Name(token.start, token.text)
        if token.kind == "keyword":
            return self._keyword_expression(token)
        if token.kind == "operator" and (opened := self._opened(token)) is not None:
            return opened
        if token.kind == "end":
            raise self.lexer.fail("Biểu thức kết thúc giữa chừng", "The expression ends too early")
        raise self.lexer.fail(f"Không đọc được từ chỗ: {token.text}", f"Unexpected: {token.text}")

    def _keyword_expression(self, token: Token) -> Node:
        constants = {"true": True, "false": False, "null": None}
        if token.text in constants:
            self.lexer.take()
            return syntax.Literal(token.start, constants[token.text])
        readers: dict[str, Callable[[], Node]] = {
            "if": self._if,
            "for": self._for,
            "some": self._quantified,
            "every": self._quantified,
            "function": self._function,
        }
        if token.text not in readers:
            raise self.lexer.fail(f"Từ khóa không đúng chỗ: {token.text}", f"Misplaced keyword: {token.text}")
        return readers[token.text]()

    def _if(self) -> Node:
        start = self.lexer.take().start
        condition = self.expression()
        self._keyword("then")
        then = self.expression()
        self._keyword("else")
        return syntax.If(start, condition, then, self.expression())

    def _for(self) -> Node:
        start = self.lexer.take().start
        iterations = self._iterations()
        self._keyword("return")
        names = {iteration.name for iteration in iterations} | {"partial"}
        return syntax.For(start, iterations, self._within(names, self.expression))

    def _quantified(self) -> Node:
        token = self.lexer.take()
        iterations = self._iterations()
        self._keyword("satisfies")
        body = self._within({iteration.name for iteration in iterations}, self.expression)
        return syntax.Quantified(token.start, token.text == "every", iterations, body)

    def _iterations(self) -> tuple[syntax.Iteration, ...]:
        outer = self.names
        found: list[syntax.Iteration] = []
        while not found or self._skip(","):
            name = self._words_until_in()
            source = self.expression()
            last = self.expression() if self._skip("..") else None
            found.append(syntax.Iteration(name, source, last))
            self.names = self.names | special_names((name,))
        self.names = outer
        return tuple(found)

    def _words_until_in(self) -> str:
        words: list[str] = []
        while self.lexer.peek().kind == "name":
            words.append(self.lexer.take().text)
        if not words:
            raise self.lexer.fail("Thiếu tên biến", "A variable name is missing")
        self._keyword("in")
        return normal_name(" ".join(words))

    def _function(self) -> Node:
        start = self.lexer.take().start
        self._expect("(")
        parameters: list[tuple[str, TypeRef | None]] = []
        while not self._is(")"):
            if parameters:
                self._expect(",")
            name = self._words()
            if not name:
                raise self.lexer.fail("Thiếu tên tham số", "A parameter name is missing")
            parameters.append((name, self._type() if self._skip(":") else None))
        self._expect(")")
        external = self.lexer.peek().kind == "keyword" and self.lexer.peek().text == "external"
        if external:
            if not self.limits.external:
                raise self.lexer.fail("Không nhận hàm ngoài (external)", "External functions are not accepted")
            self.lexer.take()
        body = self._within({name for name, _ in parameters}, self.expression)
        return syntax.FunctionNode(start, tuple(parameters), body, external)

    def _at_literal(self, token: Token) -> Node:
        self.lexer.take()
        text = self.lexer.take()
        if text.kind != "string":
            raise self.lexer.fail("Sau @ phải là chuỗi", "A text must follow @", token.start)
        try:
            return syntax.Literal(token.start, parse_any(text.text))
        except NotTemporal:
            return syntax.Literal(token.start, None)

    def _opened(self, token: Token) -> Node | None:
        """What an opening sign begins; None for another sign."""
        readers: Mapping[str, Callable[[Token], Node]] = {
            "@": self._at_literal,
            "{": self._context,
            "[": self._bracket,
            "]": self._bracket,
            "(": self._parenthesis,
        }
        return readers[token.text](token) if token.text in readers else None
