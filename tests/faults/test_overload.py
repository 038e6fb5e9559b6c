"""Five times what a key allows: what is refused is told so at once, what is taken is kept."""

from tests.faults.overload import Load, overload


def test_an_overload_is_refused_at_once_and_costs_nothing_that_was_acknowledged(tmp_path):
    outcome = overload(tmp_path / "home", Load(limit=40, seconds=5, slow=200, large=30))
    # How soon a refusal comes is measured by `tools/overload`, on a machine that is at rest.
    assert set(outcome.faults) <= {"refused late"}, str(outcome)
