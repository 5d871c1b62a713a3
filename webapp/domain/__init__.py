"""The rules of the product, pure: no Flask, no database, no clock."""
