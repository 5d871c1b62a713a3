"""Tables for message templates: templates as WhatsApp approved them, their variables.

Not here: messages once they are sent.
"""
