"""Sealing: clinical content is encrypted before it leaves the process, bound to the place that it belongs to.

AES-256-GCM with a fresh nonce a value. The associated data is where the value stands (workspace, record, field), so
that a sealed value copied to another record or field does not open. Each sealed value names the key that it needs;
several keys can be held at once, the first of them seals, so keys are replaced without downtime: put the new key first.
"""

import base64
import binascii
import hashlib
import json
import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from slackbot.errors import KeyringInvalid, RecordUnreadable

KEY_BYTES = 32
NONCE_BYTES = 12  # the size that NIST SP 800-38D, section 5.2.1.1, recommends for GCM
KEY_FILE = "encryption.keys"

_FORM = f"a key is {KEY_BYTES} random bytes in base64: `openssl rand -base64 {KEY_BYTES}` makes one"


class Keyring:
    """The keys of one installation; the first seals, all of them open."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        """Hold these keys of 32 bytes each.

        Raises:
            KeyringInvalid: there is none, or one has another length.
        """
        if not keys or any(len(key) != KEY_BYTES for key in keys):
            raise KeyringInvalid(f"The encryption keys cannot be used: {_FORM}.")
        self._ciphers = {_key_id(key): AESGCM(key) for key in keys}
        self._current = _key_id(keys[0])

    @classmethod
    def parse(cls, text: str) -> Self:
        """Keys in base64, separated by commas or white space, the newest first.

        Raises:
            KeyringInvalid: one of them is no key; its place is named, never its content.
        """
        keys: list[bytes] = []
        for place, word in enumerate(text.replace(",", " ").split(), start=1):
            try:
                keys.append(base64.b64decode(word, validate=True))
            except binascii.Error:
                raise KeyringInvalid(f"Encryption key {place} is not base64: {_FORM}.") from None
            if len(keys[-1]) != KEY_BYTES:
                raise KeyringInvalid(f"Encryption key {place} has {len(keys[-1])} bytes: {_FORM}.")
        return cls(keys)

    def seal(self, text: str, *place: str) -> str:
        """Encrypt `text` for `place` (workspace, record, field); gives printable text that names its key."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = self._ciphers[self._current].encrypt(nonce, text.encode(), _associated(place))
        return f"{self._current}.{base64.b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str, *place: str) -> str:
        """Decrypt what `seal` gave for the same place.

        Raises:
            RecordUnreadable: the key is not held, or the value was changed or belongs elsewhere.
        """
        key_id, _, body = sealed.partition(".")
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise RecordUnreadable(
                f"A record was written with encryption key {key_id[:8]!r}, which is not among the keys: "
                "put the old key back behind the new one."
            )
        try:
            content = base64.b64decode(body, validate=True)
            return cipher.decrypt(content[:NONCE_BYTES], content[NONCE_BYTES:], _associated(place)).decode()
        except (InvalidTag, ValueError):
            raise RecordUnreadable("A record was changed outside the bot: restore it from a backup.") from None


def load_keyring(setting: str | None, var_dir: Path) -> Keyring:
    """The keys of the setting, else of the key file under `var_dir`, which is made on the first run (mode 0600).

    Raises:
        KeyringInvalid: keys are malformed, or the file can be read by others.
    """
    if setting:
        return Keyring.parse(setting)
    path = var_dir / KEY_FILE
    if not path.exists():
        _make_key_file(path)
    if path.stat().st_mode & 0o077:
        raise KeyringInvalid(f"{path} can be read by others: `chmod 600 {path}`, and think about a new key.")
    return Keyring.parse(path.read_text())


def _make_key_file(path: Path) -> None:
    """Write a new key beside `path` and link it into place: two processes that start at once agree on one key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode() + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass  # another process was first; its key is the one
    finally:
        fresh.unlink()


def _key_id(key: bytes) -> str:
    """A name for a key that tells nothing about it."""
    return hashlib.sha256(b"mri-appeal key id" + key).hexdigest()[:8]


def _associated(place: Sequence[str]) -> bytes:
    """The place as bytes; JSON keeps ("a", "bc") apart from ("ab", "c")."""
    return json.dumps(place).encode()
