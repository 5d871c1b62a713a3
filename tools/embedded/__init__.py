"""The private PostgreSQL and Redis of a machine without them, and the start of everything.

Nothing here is imported by the application: it only ever sees DATABASE_URL and REDIS_URL.
"""
