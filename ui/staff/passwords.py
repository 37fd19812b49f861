"""Passwords: kept as Argon2id strings, checked in the same time whether the login exists or not."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from corpus.errors import UsageError

LEAST = 12
_MOST = 200
# Of no password: checked for a login that does not exist, so that it takes as long.
_NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=4$wZbBr0g1k2+6urik4giXPg$"
    "HV4DXRz0cf/RI6BWP/8PT0erz5QEyioQCt2OfPGNWTA"
)


def hashed(password: str) -> str:
    """Argon2's string for a password.

    Raises:
        UsageError: it is too short or too long.
    """
    if not LEAST <= len(password) <= _MOST:
        raise UsageError(
            f"Le mot de passe compte {len(password)} caractères\u00a0; il en faut de {LEAST} à "
            f"{_MOST}. Une phrase convient."
        )
    return PasswordHasher().hash(password)


def verified(password: str, kept: str) -> bool:
    """Whether ``password`` is the one that ``kept`` is of; ``kept`` is empty for nobody's."""
    try:
        return PasswordHasher().verify(kept or _NOBODY, password) and bool(kept)
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False
