"""WhatsApp's Cloud API: its JSON, its signature, its HTTP. No other package knows them."""
