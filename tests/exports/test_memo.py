import pytest

from exports.memo import Memo


def test_a_text_is_made_once() -> None:
    asked: list[str] = []
    memo = Memo(lambda key: asked.append(key) or key * 2)
    assert [memo["a"], memo["b"], memo["a"]] == ["aa", "bb", "aa"]
    assert asked == ["a", "b"]


def test_memory_stays_flat_whatever_is_asked_for() -> None:
    memo = Memo("x{}".format)
    assert all(memo[number] == f"x{number}" for number in range(50_000))
    assert len(memo) < 20_000


def test_long_texts_are_not_kept() -> None:
    memo = Memo(lambda count: "x" * count)
    assert len(memo[1_000_000]) == 1_000_000
    assert not memo


def test_what_making_raises_is_raised_each_time() -> None:
    memo = Memo(lambda key: f"{key:d}")
    for _ in range(2):
        with pytest.raises(ValueError, match="Unknown format code"):
            memo["a"]
