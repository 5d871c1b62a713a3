"""Forms: validation of user input."""
