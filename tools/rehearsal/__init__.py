"""The main case, played through the real parts on a virtual calendar."""
