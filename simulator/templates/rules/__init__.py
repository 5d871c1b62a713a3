"""What Meta checks when a message template is created or edited, before a person reviews it."""
