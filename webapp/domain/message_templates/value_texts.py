"""The text of a variable's value as it is sent: on one line, and something to see."""

import re
from urllib.parse import quote

#: The characters that `str.split` treats as blank; the database uses the same ones.
BLANKS = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
#: Characters of no width, and fillers that look like blanks. They belong into words and emoji of
#: many scripts; a value that has nothing else shows nothing.
INVISIBLE = (
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u200b\u200c\u200d\u200e"
    "\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\u2065\u2066\u2067\u2068\u2069"
    "\u206a\u206b\u206c\u206d\u206e\u206f\u2800\u3164\ufe00\ufe01\ufe02\ufe03\ufe04\ufe05\ufe06\ufe07"
    "\ufe08\ufe09\ufe0a\ufe0b\ufe0c\ufe0d\ufe0e\ufe0f\ufeff\uffa0\ufff9\ufffa\ufffb"
)
#: A pattern, for Python and PostgreSQL alike, that finds something to see.
VISIBLE = f"[^{BLANKS}{INVISIBLE}]"
#: The same for a whole link.
LINK = r"^[A-Za-z][A-Za-z0-9+.-]*://"

#: Characters that have a meaning in a link; all others but letters and digits are escaped.
_MEANING = "%/?#[]@!$&'()*+,;=:~"


def one_line(value: object) -> str:
    """Return a value with line breaks, tabs and runs of blanks as one space; "" for nothing to see.

    WhatsApp refuses line breaks and tabs, and nobody has checked every contact's attributes.

    >>> one_line("Ana\\u2028 Lima"), one_line("\\u200b")
    ('Ana Lima', '')
    """
    text = " ".join(str(value).split())
    return text if re.search(VISIBLE, text) else ""


def escaped_suffix(value: str) -> str:
    """Return the end of a link with all escaped that a link cannot hold; what is escaped stays.

    >>> escaped_suffix("a b/ç?x=1&y=100%"), escaped_suffix("a%20b/%C3%A7?x=1&y=100%25")
    ('a%20b/%C3%A7?x=1&y=100%25', 'a%20b/%C3%A7?x=1&y=100%25')
    """
    return quote(re.sub("%(?![0-9A-Fa-f]{2})", "%25", value), safe=_MEANING)


def is_link(value: str) -> bool:
    """Return whether the text is a whole link.

    >>> is_link("https://shop.example/a"), is_link("a?next=https://shop.example")
    (True, False)
    """
    return re.match(LINK, value) is not None
