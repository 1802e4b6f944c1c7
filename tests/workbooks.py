"""Workbooks as a person fills them in: cells typed into an empty form, and the whole saved once more by LibreOffice."""

import pathlib
import re
import subprocess
import zipfile
from xml.sax.saxutils import escape

from checks import check

SHEET = "xl/worksheets/sheet1.xml"


def type_in(name, to, rows):
    """{row of the sheet: {column: text, or a number}} into empty cells of the first sheet."""
    with zipfile.ZipFile(name) as book, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as out:
        for part in book.namelist():
            content = book.read(part)
            if part == SHEET:
                text = content.decode()
                for row, cells in rows.items():
                    for column, value in cells.items():
                        typed = f"><v>{value}</v></c>" if isinstance(value, (int, float)) else \
                            f' t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
                        text, n = re.subn(rf'<c r="{column}{row}"( s="\d+")?/>', lambda m, typed=typed, at=f"{column}{row}": f'<c r="{at}"{m[1] or ""}' + typed, text)
                        check(f"cell {column}{row} is empty", n == 1)
                content = text.encode()
            out.writestr(part, content)


def saved_by_office(name, folder):
    """Opens the workbook in LibreOffice and saves it in that folder, as a workbook of the same name; its path."""
    made = pathlib.Path(folder).resolve() / pathlib.Path(name).name
    done = subprocess.run(["soffice", f"-env:UserInstallation=file://{made.parent}/profile", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML",
                           "--outdir", made.parent, name], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=900)
    check(f"LibreOffice saved {name}", made.exists(), done.stdout.decode())
    return made
