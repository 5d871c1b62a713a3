"""WhatsApp's Cloud API: its JSON, its signature, its HTTP. Nobody else knows them."""
