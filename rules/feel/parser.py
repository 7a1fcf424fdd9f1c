"""FEEL text to syntax tree: a precedence-climbing parser over DMN 1.5 section 10.3.1.2.

Names with blanks are resolved from the names in scope, so a parser carries its scope as it goes down.
"""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from rules.feel import syntax
from rules.feel.context import DEFAULT_LIMITS, Limits
from rules.feel.errors import FeelSyntaxError
from rules.feel.lexer import Lexer, Token, name_pattern, normal_name, special_names
from rules.feel.syntax import Node, TypeRef
from rules.feel.temporal import NotTemporal, parse_any
from rules.feel.texts import Text
from rules.feel.values import NUMBERS

COMPARISONS = ("<", "<=", ">", ">=", "=", "!=")
LEVELS: tuple[tuple[str, ...], ...] = (("or",), ("and",), COMPARISONS, ("+", "-"), ("*", "/"), ("**",))
COMPARISON_LEVEL = 2
TYPE_NAMES = special_names(
    ("date and time", "days and time duration", "years and months duration", "day time duration", "year month duration")
)


class Parser:
    """Reads one text. `names` are the names in scope that contain blanks or signs; others need no list."""

    def __init__(
        self,
        source: str,
        names: Iterable[str],
        limits: Limits = DEFAULT_LIMITS,
        types: Mapping[str, TypeRef] | None = None,
    ) -> None:
        if len(source) > limits.characters:
            raise FeelSyntaxError(
                Text(f"Biểu thức dài quá {limits.characters} ký tự", f"Longer than {limits.characters} characters"),
                source[:100],
                0,
            )
        self.lexer = Lexer(source)
        self.names = special_names(names)
        self.types = types or {}
        self.type_names = TYPE_NAMES | special_names(self.types)
        self.limits = limits
        self.depth = 0

    # --- the two doors

    def expression_text(self) -> Node:
        """The whole text as one expression."""
        node = self.expression()
        self._end()
        return node

    def type_text(self) -> TypeRef:
        """The whole text as a type: `list<number>`."""
        kind = self._type()
        self._end()
        return kind

    def unary_tests_text(self) -> tuple[bool, tuple[Node, ...]]:
        """The whole text as unary tests: (negated, tests). `-` is (False, ())."""
        lexer = self.lexer
        if self._is("-"):
            start = lexer.position
            lexer.take()
            if lexer.peek().kind == "end":
                return False, ()
            lexer.move(start)
        negated = lexer.peek().text == "not" and lexer.peek().kind == "name" and self._negation_spans_all()
        if negated:
            lexer.take()
            self._expect("(")
        tests = self._tests()
        if negated:
            self._expect(")")
        self._end()
        return negated, tests

    def _negation_spans_all(self) -> bool:
        """Whether `not(` is closed by the last sign of the text, so that it negates the tests and is no call."""
        lexer = self.lexer
        start, level = lexer.position, 0
        lexer.take()
        spans = self._is("(")
        while spans and lexer.peek().kind != "end":
            token = lexer.take()
            if token.kind == "operator":
                level += (token.text == "(") - (token.text == ")")
            if level == 0:
                spans = lexer.peek().kind == "end"
                break
        lexer.move(start)
        return spans

    def _tests(self) -> tuple[Node, ...]:
        tests = [self._test()]
        while self._skip(","):
            tests.append(self._test())
        return tuple(tests)

    def _test(self) -> Node:
        token = self.lexer.peek()
        if token.kind == "operator" and token.text in COMPARISONS:
            self.lexer.take()
            return syntax.Test(token.start, token.text, self._level(COMPARISON_LEVEL + 1))
        return syntax.Test(token.start, "", self.expression())

    # --- expressions, loosest first

    def expression(self) -> Node:
        """One expression; counts the nesting."""
        self.depth += 1
        if self.depth > self.limits.nesting:
            raise self.lexer.fail(
                f"Lồng nhau quá {self.limits.nesting} tầng", f"Nested more than {self.limits.nesting} levels"
            )
        node = self._level(0)
        self.depth -= 1
        return node

    def _level(self, level: int) -> Node:
        if level == len(LEVELS):
            return self._negation()
        node = self._level(level + 1)
        for _ in self._links():
            token = self.lexer.peek()
            if token.text in LEVELS[level] and token.kind in {"operator", "keyword"}:
                self.lexer.take()
                node = syntax.Binary(token.start, token.text, node, self._level(level + 1))
            elif level == COMPARISON_LEVEL and token.kind == "keyword" and token.text == "between":
                node = self._between(node)
            elif level == COMPARISON_LEVEL and token.kind == "keyword" and token.text == "in":
                node = self._in(node)
            else:
                break
        return node

    def _links(self) -> Iterable[int]:
        """Counts the links of a chain such as `a + b + c` or `a.b.c`: each makes the tree one level deeper."""
        yield from range(self.limits.chain)
        raise self.lexer.fail(f"Chuỗi phép tính dài quá {self.limits.chain}", f"Chained more than {self.limits.chain}")

    def _between(self, value: Node) -> Node:
        start = self.lexer.take().start
        low = self._level(COMPARISON_LEVEL + 1)
        self._keyword("and")
        return syntax.Between(start, value, low, self._level(COMPARISON_LEVEL + 1))

    def _in(self, value: Node) -> Node:
        start = self.lexer.take().start
        if self._is("("):
            return syntax.In(start, value, self._parenthesised_tests(self.lexer.take()))
        token = self.lexer.peek()
        if token.kind == "operator" and token.text in COMPARISONS:
            return syntax.In(start, value, (self._test(),))
        return syntax.In(start, value, (syntax.Test(start, "", self._level(COMPARISON_LEVEL + 1)),))

    def _parenthesised_tests(self, opening: Token) -> tuple[Node, ...]:
        first = self._test()
        if isinstance(first, syntax.Test) and not first.operator and self._skip(".."):
            return (syntax.Test(opening.start, "", self._range_end(opening, first.operand, closed=False)),)
        tests = [first]
        while self._skip(","):
            tests.append(self._test())
        self._expect(")")
        return tuple(tests)

    def _negation(self) -> Node:
        signs: list[int] = []
        while self._is("-"):
            signs.append(self.lexer.take().start)
            if len(signs) > self.limits.nesting:
                raise self.lexer.fail("Quá nhiều dấu trừ", "Too many minus signs")
        node = self._postfix(self._primary())
        for start in reversed(signs):
            node = syntax.Unary(start, node)
        return node

    def _postfix(self, node: Node) -> Node:
        for _ in self._links():
            token = self.lexer.peek()
            if token.kind == "operator" and token.text == ".":
                self.lexer.take()
                node = syntax.Path(token.start, node, self._property())
            elif token.kind == "operator" and token.text == "[":
                self.lexer.take()
                condition = self._within({"item"}, self.expression)
                self._expect("]")
                node = syntax.Filter(token.start, node, condition)
            elif token.kind == "operator" and token.text == "(":
                node = self._call(node)
            elif token.kind == "keyword" and token.text == "instance":
                self.lexer.take()
                self._keyword("of")
                node = syntax.InstanceOf(token.start, node, self._type())
            else:
                break
        return node

    def _property(self) -> str:
        known = self.lexer.known_name(name_pattern(self.names))
        token = known or self.lexer.peek()
        if token.kind not in {"name", "keyword"}:
            raise self.lexer.fail("Thiếu tên sau dấu chấm", "A name must follow the dot")
        self.lexer.move(token.end)
        return token.text

    def _call(self, function: Node) -> Node:
        start = self.lexer.take().start
        if self._skip(")"):
            return syntax.Call(start, function, (), ())
        if (name := self._argument_name()) is not None:
            named = [(name, self.expression())]
            while self._skip(","):
                following = self._argument_name()
                if following is None:
                    raise self.lexer.fail("Mọi tham số đều phải có tên", "Every argument must be named")
                named.append((following, self.expression()))
            self._expect(")")
            return syntax.Call(start, function, (), tuple(named))
        positional = [self.expression()]
        while self._skip(","):
            positional.append(self.expression())
        self._expect(")")
        return syntax.Call(start, function, tuple(positional), ())

    def _argument_name(self) -> str | None:
        start = self.lexer.position
        words = self._words()
        if words and self._skip(":"):
            return words
        self.lexer.move(start)
        return None

    def _words(self) -> str:
        """Name tokens in a row, as one name; signs inside (`-`, `'`) are kept when a colon ends the name."""
        words: list[str] = []
        while self.lexer.peek().kind in {"name", "keyword"} or (words and self.lexer.peek().kind == "number"):
            words.append(self.lexer.take().text)
        return normal_name(" ".join(words))

    # --- primaries

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
        if token.kind == "operator" and token.text in self._OPENERS:
            return self._OPENERS[token.text](self, token)
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
            return self._half_range(token, self._level(COMPARISON_LEVEL + 1))
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
        high = self.expression()
        end = self.lexer.take()
        if end.text not in {"]", ")", "["} or end.kind != "operator":
            raise self.lexer.fail("Khoảng chưa đóng ngoặc", "The range is not closed", end.start)
        return syntax.RangeNode(token.start, low, high, closed, end.text == "]")

    def _type(self) -> TypeRef:
        known = self.lexer.known_name(name_pattern(self.type_names))
        token = known or self.lexer.peek()
        if token.kind != "name" and token.text not in {"function", "null"}:
            raise self.lexer.fail("Thiếu tên kiểu", "A type name is missing")
        self.lexer.move(token.end)
        if token.text in self.types:
            return self.types[token.text]
        if token.text == "context" and self._skip("<"):
            return TypeRef("context", entries=self._type_entries())
        if token.text == "function" and self._skip("<"):
            elements: list[TypeRef] = []
            while not self._skip(">"):
                if elements:
                    self._expect(",")
                elements.append(self._type())
            self._expect("->")
            return TypeRef("function", (*elements, self._type()))
        if token.text in {"list", "range"} and self._skip("<"):
            element = self._type()
            self._expect(">")
            return TypeRef(token.text, (element,))
        return TypeRef(token.text)

    def _type_entries(self) -> tuple[tuple[str, TypeRef], ...]:
        entries: list[tuple[str, TypeRef]] = []
        while not self._skip(">"):
            if entries:
                self._expect(",")
            name = self._words()
            self._expect(":")
            entries.append((name, self._type()))
        return tuple(entries)

    # --- small steps

    def _within(self, names: Iterable[str], read: Callable[[], Node]) -> Node:
        outer = self.names
        self.names = outer | special_names(names)
        node = read()
        self.names = outer
        return node

    def _is(self, sign: str) -> bool:
        token = self.lexer.peek()
        return token.kind == "operator" and token.text == sign

    def _skip(self, sign: str) -> bool:
        if self._is(sign):
            self.lexer.take()
            return True
        return False

    def _expect(self, sign: str) -> None:
        if not self._skip(sign):
            found = self.lexer.peek().text or "(hết)"
            raise self.lexer.fail(f"Cần {sign}, gặp {found}", f"Expected {sign}, found {found}")

    def _keyword(self, word: str) -> None:
        token = self.lexer.peek()
        if token.text != word or token.kind != "keyword":
            raise self.lexer.fail(f"Thiếu từ {word}", f"The word {word} is missing")
        self.lexer.take()

    def _end(self) -> None:
        token = self.lexer.peek()
        if token.kind != "end":
            raise self.lexer.fail(f"Thừa phần từ: {token.text}", f"Unexpected rest: {token.text}")

    _OPENERS = {"@": _at_literal, "{": _context, "[": _bracket, "]": _bracket, "(": _parenthesis}
