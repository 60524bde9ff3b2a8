"""The measures of one indicator for every unit: as numbers for a table, and each as a whole when it is looked at."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import field, frozen

from courtqa.evaluation.figures import Figure, Figures
from courtqa.evaluation.measure import Flag, Measure
from courtqa.evaluation.periods import Period

__all__ = ["MeasureColumn", "column_of"]


@frozen(eq=False)
class MeasureColumn:
    """One indicator, an entry for every unit. A measure is made once, when somebody asks for it."""

    indicator: str
    units: Sequence[str]
    period: Period
    figures: Figures = field(repr=False)
    remarks: tuple[Flag, ...] = ()  # what is to be said of all of them
    _made: dict[int, Measure] = field(factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.units)

    def __getitem__(self, at: int) -> Measure:
        found = self._made.get(at)
        if found is None:
            figure = self.figures[at]
            found = self._made[at] = Measure(
                self.indicator,
                self.units[at],
                self.period,
                numerator=figure.numerator,
                denominator=figure.denominator,
                value=figure.value,
                n=figure.n,
                basis=figure.basis,
                flags=(*figure.flags, *self.remarks),
                moments=figure.moments,
            )
        return found

    def values(self) -> list[float | None]:
        """The value of every unit as the nearest float; None where there is none."""
        return self.figures.values()


def column_of(measures: Sequence[Measure]) -> MeasureColumn:
    """A column of measures that are already made; there is at least one."""
    first = measures[0]
    apart = {
        at: Figure(m.numerator, m.denominator, m.value, m.n, m.basis, m.flags, m.moments)
        for at, m in enumerate(measures)
    }
    figures = Figures([m.n for m in measures], apart=apart)
    units = [m.unit for m in measures]
    return MeasureColumn(first.indicator, units, first.period, figures, made=dict(enumerate(measures)))
