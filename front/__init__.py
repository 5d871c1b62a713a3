"""The front of the application: it waits for slow clients and stores webhooks itself."""
