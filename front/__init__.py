"""What stands before the pages: it waits for slow clients, and takes in webhooks by itself."""
