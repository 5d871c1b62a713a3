"""The messages about imported files and their rows, by reason code."""

from webapp.domain.translatable import N_

SENTENCES = {
    "imports.a_picture": N_("a picture"),
    "imports.a_picture_or_sound": N_("a picture or a sound"),
    "imports.a_pdf": N_("a PDF"),
    "imports.an_old_excel_file": N_("an old or a protected Excel file"),
    "imports.a_rar_archive": N_("a RAR archive"),
    "imports.a_7z_archive": N_("a 7z archive"),
    "imports.a_text_document": N_("a text document"),
    "imports.a_web_page": N_("a web page"),
    "imports.empty": N_("The file is empty: its first row should name the columns."),
    "imports.another_kind": N_("This is %(other)s, not a table: save the list as CSV or XLSX."),
    "imports.no_table": N_(
        "This is no table, whatever its name says: save the list as CSV or XLSX."
    ),
    "imports.line_too_long": N_(
        "A line has more than %(most)s characters: this is no table, or its lines do not "
        "end where they should."
    ),
    "imports.unpacks_to_too_much": N_(
        "The file unpacks to more than %(most)s MB: split it, or save it as CSV."
    ),
    "imports.packed_too_tightly": N_(
        "The .gz file unpacks to more than %(times)s times its size: this is no list. "
        "Upload it as CSV."
    ),
    "imports.damaged_gz": N_("The .gz file is damaged or cut off: pack it again."),
    "imports.has_password": N_("The file has a password: save it without one."),
    "imports.no_spreadsheet": N_(
        "This is no spreadsheet, or a damaged one: save it as XLSX or CSV."
    ),
    "imports.sheet_too_large": N_(
        "The sheet reaches to cell %(cell)s, far beyond a list: delete what stands there,"
        " or save the list as CSV."
    ),
    "imports.first_row_unreadable": N_(
        "The first row cannot be read: is a quotation mark out of place?"
    ),
    "imports.too_many_columns": N_(
        "The file has %(columns)s columns; %(most)s are the most. Are its rows and "
        "columns the wrong way round?"
    ),
    "imports.first_row_has_number": N_(
        "The first row should name the columns, such as phone_number and name, but it "
        "holds a number."
    ),
    "imports.columns_called_the_same": N_(
        "Two columns are called %(twice)s: rename or remove one of them."
    ),
    "imports.too_wide": N_("The row has more cells than there are headings."),
    "imports.headings_again": N_("This row repeats the headings."),
    "imports.asked_to_be_forgotten": N_("This person asked to be forgotten, or to be left alone."),
    "imports.several_ids": N_(
        "The file has other rows with %(number)s or %(user_id)s and another user id or number: "
        "give each number only one user id."
    ),
    "imports.open_quote": N_(
        "A quotation mark is out of place: this row, and perhaps rows below it, could not be read."
    ),
    "imports.wrong_value": N_("%(field)s: %(why)s"),
    "imports.not_a_number": N_("“%(text)s” is not a number."),
    "imports.not_a_date": N_("“%(text)s” is not a date."),
    "imports.no_day": N_("“%(text)s” is no day of the calendar."),
    "imports.neither_yes_nor_no": N_("“%(text)s” is neither yes nor no."),
}
