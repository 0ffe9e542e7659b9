"""Sealing: what is written can be read back only in its place, with its key, unchanged."""

import base64
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from slackbot.crypto import KEY_FILE, Keyring, load_keyring
from slackbot.errors import KeyringInvalid, RecordUnreadable

OLD, NEW = bytes(32), bytes([1] * 32)
PLACE = ("T01CLINIC", "A1", "intake")


def text(key: bytes) -> str:
    return base64.b64encode(key).decode()


@given(st.text(), st.lists(st.text(), max_size=4))
def test_what_was_sealed_opens_in_its_place(content: str, place: list[str]) -> None:
    ring = Keyring([OLD])

    assert ring.open(ring.seal(content, *place), *place) == content


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_it_opens_in_no_other_place(place: list[str], other: list[str]) -> None:
    assume(place != other)
    ring = Keyring([OLD])

    with pytest.raises(RecordUnreadable):
        ring.open(ring.seal("x", *place), *other)


@given(st.data())
def test_a_changed_value_does_not_open(data: st.DataObject) -> None:
    ring = Keyring([OLD])
    sealed = ring.seal("54 years", *PLACE)
    at = data.draw(st.integers(0, len(sealed) - 1))
    changed = sealed[:at] + ("A" if sealed[at] != "A" else "B") + sealed[at + 1 :]

    with pytest.raises(RecordUnreadable):
        ring.open(changed, *PLACE)


def test_the_same_text_never_looks_the_same_twice() -> None:
    ring = Keyring([OLD])

    assert ring.seal("x", *PLACE) != ring.seal("x", *PLACE)


def test_a_new_key_in_front_seals_and_the_old_one_still_opens() -> None:
    before, after = Keyring([OLD]), Keyring([NEW, OLD])

    assert after.open(before.seal("x", *PLACE), *PLACE) == "x"
    with pytest.raises(RecordUnreadable, match="put the old key back"):
        before.open(after.seal("x", *PLACE), *PLACE)


@pytest.mark.parametrize(
    ("keys", "fault"),
    [
        ("", "32 random bytes"),
        ("not base64!", "key 1 is not base64"),
        (f"{text(OLD)}, {text(OLD[:16])}", "key 2 has 16"),
    ],
)
def test_keys_that_cannot_be_used_are_refused_by_place(keys: str, fault: str) -> None:
    with pytest.raises(KeyringInvalid, match=fault):
        Keyring.parse(keys)


def test_the_first_run_makes_a_key_file_that_only_its_owner_can_read(tmp_path: Path) -> None:
    sealed = load_keyring(None, tmp_path / "var").seal("x", *PLACE)
    path = tmp_path / "var" / KEY_FILE

    assert path.stat().st_mode & 0o777 == 0o600
    assert load_keyring(None, tmp_path / "var").open(sealed, *PLACE) == "x"
    assert [each.name for each in path.parent.iterdir()] == [KEY_FILE]


def test_processes_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        rings = list(pool.map(lambda _: load_keyring(None, tmp_path), range(8)))
    sealed = rings[0].seal("x", *PLACE)

    assert {ring.open(sealed, *PLACE) for ring in rings} == {"x"}


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    load_keyring(None, tmp_path)
    (tmp_path / KEY_FILE).chmod(0o640)

    with pytest.raises(KeyringInvalid, match="chmod 600"):
        load_keyring(None, tmp_path)


def test_keys_of_the_settings_make_no_file(tmp_path: Path) -> None:
    load_keyring(text(OLD), tmp_path)

    assert list(tmp_path.iterdir()) == []
