"""What is said when something cannot be done."""


class Refused(Exception):
    """Nothing more is done; `lines` say why, each to be shown as `peercon: LINE`."""

    def __init__(self, *lines):
        super().__init__(*lines)
        self.lines = lines


def printable(text):
    """Gives a text that others have chosen, as a file's name, without what would act on a terminal."""
    return text if text.isprintable() else ascii(text)[1:-1]
