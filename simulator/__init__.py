"""A stand-in for the WhatsApp Cloud API, to develop, rehearse and test against."""
