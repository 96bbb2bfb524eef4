"""What panels and sections share: those of a kind that differ by nothing but what they declare."""

from typing import Self


class Declarable:
    """A kind whose classes are told apart by attributes alone; those are declared in place."""

    @classmethod
    def avec(cls, **declares) -> type[Self]:
        return type(cls.__name__, (cls,), {"__module__": cls.__module__, **declares})
