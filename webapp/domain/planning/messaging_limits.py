"""WhatsApp's values for the messaging limit and the throughput."""

#: Different people in 24 hours; None: no limit. 2,000 is written in two ways. [D:limits][D:pqu]
MESSAGING_LIMITS: dict[str, int | None] = {
    "TIER_NOT_SET": 250,
    "TIER_50": 50,
    "TIER_250": 250,
    "TIER_1K": 1_000,
    "TIER_2K": 2_000,
    "TIER_2000": 2_000,
    "TIER_10K": 10_000,
    "TIER_100K": 100_000,
    "TIER_UNLIMITED": None,
}

#: Messages a second of one number. [D:throughput]
THROUGHPUT = {"STANDARD": 80, "HIGH": 1_000}
