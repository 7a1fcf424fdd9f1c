"""The chaining of decisions by the inference library says what a plain walk of the same graph says."""

from tests.properties.chains import SHAPES, disagreements, shape


def test_the_inference_library_agrees_with_a_plain_walk():
    assert [(seed, found) for seed in range(3 * SHAPES) if (found := disagreements(seed, 10))] == []


def test_the_graphs_are_of_many_shapes():
    graphs = [shape(number) for number in range(SHAPES)]

    assert len({str(list(graph.values())) for graph in graphs}) > SHAPES // 2
    assert max(len(graph) for graph in graphs) == 9
