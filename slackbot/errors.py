"""What can go wrong in a way that the user, or whoever runs the bot, must hear about.

    BotError
    ├── AppealNotFound       the number or id is not one of this workspace
    ├── NotAMember           the appeal belongs to a channel that this user is not in
    ├── DraftExpired         a half-filled form is older than a day
    ├── StoreUnavailable     Redis is down or too slow; nothing was changed
    ├── RecordUnreadable     a record cannot be decrypted with the keys we hold, or was tampered with
    ├── KeyringInvalid       the encryption keys cannot be used
    └── RedisServerFailed    the embedded Redis server does not start, or the address is not one that we speak

`str(error)` can be shown as it is: it says what is wrong and what to do next, and holds nothing that a user typed.
"""


class BotError(Exception):
    """The root; its message is a whole sentence for a person."""


class AppealNotFound(BotError):  # noqa: N818 -- an answer to the user, as TransitionRefused is
    """There is no such appeal in this workspace (another workspace's is not told apart from one that never was)."""

    def __init__(self) -> None:
        """Say how to find the right number; what was asked for is typed text and is not repeated."""
        super().__init__("There is no appeal with this number here. `/mri-appeal list` shows the open ones.")


class NotAMember(BotError):  # noqa: N818 -- an error of the domain is named by what happened
    """The user is not in the appeal's channel."""

    def __init__(self) -> None:
        """Say whose appeals one sees, and nothing about this one."""
        super().__init__(
            "You see and change the appeals of the channels that you are in, and this one belongs to another channel. "
            "Ask somebody there to invite you."
        )


class DraftExpired(BotError):  # noqa: N818 -- an error of the domain is named by what happened
    """The half-filled form is gone."""

    def __init__(self) -> None:
        """Say how long a draft is kept."""
        super().__init__("This form was kept for 24 hours and is gone now. Start again with `/mri-appeal`.")


class StoreUnavailable(BotError):  # noqa: N818 -- an error of the domain is named by what happened
    """Redis did not answer in time, or refused to write. What was asked for was not carried out, or can be repeated."""

    def __init__(self) -> None:
        """Say that trying again is safe."""
        super().__init__("The bot cannot reach its records just now. Nothing is lost: try again in a minute.")


class RecordUnreadable(BotError):  # noqa: N818 -- an error of the domain is named by what happened
    """A sealed field does not open: its key is missing, or it was changed or moved to another record."""


class KeyringInvalid(BotError):  # noqa: N818 -- an error of the domain is named by what happened
    """The encryption keys are malformed, missing or readable by others."""


class RedisServerFailed(BotError):  # noqa: N818 -- an error of the domain is named by what happened
    """No Redis server can be reached or started."""
