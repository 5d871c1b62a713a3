"""WhatsApp's Cloud API: its JSON, signature and HTTP calls, which no other package uses."""
