"""The rule under a cell of a table, drawn as the rectangle that it is.

For a side that has a border alone WeasyPrint clips, then fills an outline: an eighth of the time of a page of
tables, and hairlines that come out uneven.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from weasyprint import draw
from weasyprint.draw.color import get_color
from weasyprint.formatting_structure.boxes import TableCellBox

_AUTRES = ("border_top_width", "border_right_width", "border_left_width")


@contextmanager
def filets_en_rectangles() -> Iterator[None]:
    """While active, the function of WeasyPrint's module that draws borders is replaced, for cells alone."""
    dessiner = draw.draw_border

    def dessiner_un_filet(stream, box):
        seul = (
            isinstance(box, TableCellBox)
            and box.border_bottom_width
            and not any(getattr(box, cote) for cote in _AUTRES)
            and (box.style["border_bottom_style"], box.style["visibility"]) == ("solid", "visible")
        )
        if not seul:
            return dessiner(stream, box)
        haut = box.border_box_y() + box.border_height() - box.border_bottom_width
        with stream.artifact(), stream.stacked():
            stream.set_color(get_color(box.style, "border_bottom_color"))
            stream.rectangle(box.border_box_x(), haut, box.border_width(), box.border_bottom_width)
            stream.fill()

    draw.draw_border = dessiner_un_filet
    try:
        yield
    finally:
        draw.draw_border = dessiner
