"""XLSX files written by hand, as no program would write them."""

import io
import zipfile


class Raw(str):
    """A cell as it is written in the file."""


def a_spreadsheet(rows, elsewhere=(), rest="", strings=(), before="", packing=zipfile.ZIP_DEFLATED):
    """Return a minimal handwritten XLSX file; cells may have explicit positions."""
    cells = "".join("<row>" + "".join(_cell(value) for value in row) + "</row>" for row in rows)
    cells += "".join(f'<row><c r="{place}"><v>1</v></c></row>' for place in elsewhere) + rest
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packages = "http://schemas.openxmlformats.org/package/2006"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packing) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{packages}/content-types"><Default Extension="xml" '
            'ContentType="application/xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{packages}/relationships"><Relationship Id="r1" '
            f'Type="{links}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{space}" xmlns:r="{links}"><sheets>'
            '<sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{packages}/relationships"><Relationship Id="r1" '
            f'Type="{links}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        if strings:
            items = "".join(f"<si><t>{string}</t></si>" for string in strings)
            archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{space}">{items}</sst>')
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            f'{before}<worksheet xmlns="{space}"><sheetData>{cells}</sheetData></worksheet>',
        )
    return file.getvalue()


def _cell(value):
    if isinstance(value, Raw):
        return value
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t>{value}</t></is></c>'
    return f"<c><v>{value}</v></c>"
