"""The version of the product. See RELEASING.md."""

VERSION = "0.1.0"
