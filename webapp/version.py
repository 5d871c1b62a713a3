"""The version of the product. RELEASING.md says how it changes."""

VERSION = "0.1.0"
