"""Sizes of files in words; pure."""

from __future__ import annotations

from ckanext.datagrandest.messages import N_, Message

_STEP = 1024
_UNITS = (N_("{number} bytes"), N_("{number} KB"), N_("{number} MB"), N_("{number} GB"))
_ROUND_FROM = 10

#: The separator of decimals, which gettext translates: French writes a comma.
POINT = N_("{whole}.{tenth}")


def size(count: int) -> Message:
    """Say a number of bytes in the largest unit that it fills, with one decimal below ten."""
    power = 0
    while count >= _STEP ** (power + 1) and power < len(_UNITS) - 1:
        power += 1
    return Message(_UNITS[power], {"number": _number(count, _STEP**power)})


def _number(count: int, unit: int) -> Message | int:
    tenths = round(count * 10 / unit)
    if tenths % 10 == 0 or tenths >= _ROUND_FROM * 10:
        return round(tenths / 10)
    return Message(POINT, {"whole": tenths // 10, "tenth": tenths % 10})
