"""Types in a FEEL text: `list<number>`, `context<a: string>`, `function<number>->Any`, names of item definitions."""

from rules.feel.lexer import name_pattern
from rules.feel.reading import Reading
from rules.feel.syntax import TypeRef


class TypeReading(Reading):
    """Reads types (DMN 1.5 grammar rules 60 and following)."""

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
