"""FEEL text to syntax tree: a precedence-climbing parser over DMN 1.5 section 10.3.1.2.

Names with blanks are resolved from the names in scope, so a parser carries its scope as it goes down.
"""

from rules.feel import syntax
from rules.feel.errors import FeelSyntaxError
from rules.feel.lexer import Token, name_pattern, normal_name
from rules.feel.primaries import Primaries
from rules.feel.reading import COMPARISONS
from rules.feel.syntax import Node, TypeRef

LEVELS: tuple[tuple[str, ...], ...] = (("or",), ("and",), COMPARISONS, ("+", "-"), ("*", "/"), ("**",))
COMPARISON_LEVEL = 2
MAX_OPEN_ENDS = 50  # each is read twice, as a filter and then as the end of a range


class Parser(Primaries):
    """Reads one text as an expression, as unary tests or as a type."""

    # --- the doors

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
            return syntax.Test(token.start, token.text, self.operand())
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

    def operand(self) -> Node:
        """An expression that binds tighter than a comparison."""
        return self._level(COMPARISON_LEVEL + 1)

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

    def _between(self, value: Node) -> Node:
        start = self.lexer.take().start
        low = self.operand()
        self._keyword("and")
        return syntax.Between(start, value, low, self.operand())

    def _in(self, value: Node) -> Node:
        start = self.lexer.take().start
        if self._is("("):
            return syntax.In(start, value, self._parenthesised_tests(self.lexer.take()))
        token = self.lexer.peek()
        if token.kind == "operator" and token.text in COMPARISONS:
            return syntax.In(start, value, (self._test(),))
        return syntax.In(start, value, (syntax.Test(start, "", self.operand()),))

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
                condition = self._filter_condition()
                if condition is None:
                    break
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

    def _filter_condition(self) -> Node | None:
        """What stands in the brackets; None where the bracket is no filter but the end of a range: `[1..5[`."""
        lexer, ending, names, depth = self.lexer, self.ending, self.names, self.depth
        start = lexer.peek().start
        self.ending = False
        try:
            lexer.take()
            condition = self._within({"item"}, self.expression)
            self._expect("]")
        except FeelSyntaxError:
            self.open_ends += 1
            if not ending or self.open_ends > MAX_OPEN_ENDS:
                raise
            lexer.move(start)
            self.names, self.depth = names, depth
            return None
        finally:
            self.ending = ending
        return condition

    def _property(self) -> str:
        known = self.lexer.known_name(name_pattern(self.names))
        token = known or self.lexer.peek()
        if token.kind not in {"name", "keyword"}:
            raise self.lexer.fail("Thiếu tên sau dấu chấm", "A name must follow the dot")
        self.lexer.move(token.end)
        end = token.end
        # Two names in a row mean nothing else in FEEL: an entry that no model declares may have several words too.
        while known is None and self.lexer.peek().kind in {"name", "number"}:
            end = self.lexer.take().end
        return normal_name(self.lexer.source[token.start : end]) if end > token.end else token.text

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
