"""The examples that DMN 1.5 itself gives, each an expression that is true."""

import pytest

from rules.feel import compile_expression

EXAMPLES = """
before(1, 10) = true; before(10, 1) = false; before(1, [1..10]) = false; before(1, (1..10]) = true
before(1, [5..10]) = true; before([1..10], 10) = false; before([1..10), 10) = true; before([1..10], 15) = true
before([1..10], [15..20]) = true; before([1..10], [10..20]) = false; before([1..10), [10..20]) = true
before([1..10], (10..20]) = true; after(10, 5) = true; after(5, 10) = false; after(12, [1..10]) = true
after(10, [1..10)) = true; after(10, [1..10]) = false; after([11..20], 12) = false; after([11..20], 10) = true
after((11..20], 11) = true; after([11..20], 11) = false; after([11..20], [1..10]) = true
after([1..10], [11..20]) = false; after([11..20], [1..11)) = true; after((11..20], [1..11]) = true
meets([1..5], [5..10]) = true; meets([1..5), [5..10]) = false; meets([1..5], (5..10]) = false
meets([1..5], [6..10]) = false; met by([5..10], [1..5]) = true; met by([5..10], [1..5)) = false
met by((5..10], [1..5]) = false; met by([6..10], [1..5]) = false; overlaps([1..5], [3..8]) = true
overlaps([3..8], [1..5]) = true; overlaps([1..8], [3..5]) = true; overlaps([1..5], [6..8]) = false
overlaps([1..5], [5..8]) = true; overlaps([1..5], (5..8]) = false; overlaps([1..5), [5..8]) = false
overlaps([1..5), (5..8]) = false; overlaps([5..8], [1..5]) = true; overlaps((5..8], [1..5]) = false
overlaps([5..8], [1..5)) = false; overlaps((5..8], [1..5)) = false; overlaps before([1..5], [3..8]) = true
overlaps before([1..5], [6..8]) = false; overlaps before([1..5], [5..8]) = true
overlaps before([1..5], (5..8]) = false; overlaps before([1..5), [5..8]) = false
overlaps before([1..5), (1..5]) = true; overlaps before([1..5], (1..5]) = true
overlaps before([1..5), [1..5]) = false; overlaps before([1..5], [1..5]) = false
overlaps after([3..8], [1..5]) = true; overlaps after([6..8], [1..5]) = false
overlaps after([5..8], [1..5]) = true; overlaps after((5..8], [1..5]) = false
overlaps after([5..8], [1..5)) = false; overlaps after((1..5], [1..5)) = true
overlaps after((1..5], [1..5]) = true; overlaps after([1..5], [1..5)) = false
overlaps after([1..5], [1..5]) = false; finishes(10, [1..10]) = true; finishes(10, [1..10)) = false
finishes([5..10], [1..10]) = true; finishes([5..10), [1..10]) = false; finishes([5..10), [1..10)) = true
finishes([1..10], [1..10]) = true; finishes((1..10], [1..10]) = true; finished by([1..10], 10) = true
finished by([1..10), 10) = false; finished by([1..10], [5..10]) = true; finished by([1..10], [5..10)) = false
finished by([1..10), [5..10)) = true; finished by([1..10], [1..10]) = true; finished by([1..10], (1..10]) = true
includes([1..10], 5) = true; includes([1..10], 12) = false; includes([1..10], 1) = true
includes([1..10], 10) = true; includes((1..10], 1) = false; includes([1..10), 10) = false
includes([1..10], [4..6]) = true; includes([1..10], [1..5]) = true; includes((1..10], (1..5]) = true
includes([1..10], (1..10)) = true; includes([1..10), [5..10)) = true; includes([1..10], [1..10)) = true
includes([1..10], (1..10]) = true; includes([1..10], [1..10]) = true; during(5, [1..10]) = true
during(12, [1..10]) = false; during(1, (1..10]) = false; during(10, [1..10)) = false
during([4..6], [1..10]) = true; during((1..5], (1..10]) = true; during([5..10), [1..10)) = true
during((1..10], [1..10]) = true; starts(1, [1..10]) = true; starts(1, (1..10]) = false
starts(2, [1..10]) = false; starts([1..5], [1..10]) = true; starts((1..5], (1..10]) = true
starts((1..5], [1..10]) = false; starts([1..5], (1..10]) = false; starts([1..10], [1..10]) = true
starts([1..10), [1..10]) = true; started by([1..10], 1) = true; started by((1..10], 1) = false
started by([1..10], 2) = false; started by([1..10], [1..5]) = true; started by([1..10], (1..5]) = false
started by((1..10], [1..5]) = false; started by([1..10], [1..10)) = true; started by((1..10), (1..10)) = true
coincides(5, 5) = true; coincides(3, 4) = false; coincides([1..5], [1..5]) = true
coincides((1..5), [1..5]) = false; coincides([1..5], [2..6]) = false; week of year(date(2019, 9, 17)) = 38
week of year(date(2005, 1, 1)) = 53; week of year(date(2005, 1, 3)) = 1
time("23:59:00Z") + duration("PT2M") = time("00:01:00@Etc/UTC")
time("23:59:00z") = time("23:59:00Z"); date and time("2012-12-24T23:59:00z") = date and time("2012-12-24T23:59:00Z")
time("23:59:00Z") = time(23, 59, 0, duration("PT0H")); number("1 000,0", " ", ",") = number("1,000.0", ",", ".")
range("[2..)") = (>= 2); range("(..2)") = (< 2); round half up(-1.126, 2) = -1.13
round half down(-1.126, 2) = -1.13; round up(-1.126, 2) = -1.13; round down(-1.126, 2) = -1.12
context([{key: "a", value: 1}, {key: "b", value: 2, something: "else"}]) = {a: 1, b: 2}
context put({x: 1}, ["y"], 2) = {x: 1, y: 2}; get entries({key1: "value1"})[key = "key1"].value = ["value1"]
[{x: 1, y: 2}, {x: 2}].y = [2, null]; -@"P1Y" = @"-P1Y"; -(1.5) = 1.5 * -1
flatten([[1, 2], [[3]], 4]) = [1, 2, 3, 4]; count([1, [2, 3]]) = 2; min(1) = min([1]); string(1.1) = "1.1"
1.2e3 = 1.2 * 10 ** 3
"""


@pytest.mark.parametrize("line", EXAMPLES.strip().splitlines())
def test_the_examples_of_the_standard_are_true(line):
    examples = line.split("; ")

    assert [one for one in examples if compile_expression(one).evaluate({}) is not True] == []
