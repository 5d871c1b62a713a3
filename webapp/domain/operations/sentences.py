"""What is said of the product itself, by reason code."""

from webapp.domain.translatable import N_

SENTENCES = {
    #: For a code that this version does not know, or that lacks what its sentence needs.
    "operations.unknown_code": N_("No explanation is known for “%(code)s”."),
}
