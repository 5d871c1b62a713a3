-- The numbers to send from, their limits, and what they may send.

CREATE TABLE portfolios (
    id SERIAL,
    name TEXT NOT NULL,
    messaging_limit INTEGER,
    reserve INTEGER NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT pk_portfolios PRIMARY KEY (id),
    CONSTRAINT uq_portfolios_name UNIQUE (name)
);

CREATE TABLE quota_ledger (
    portfolio_id INTEGER NOT NULL,
    contact_id BIGINT NOT NULL,
    written_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT pk_quota_ledger PRIMARY KEY (portfolio_id, contact_id),
    CONSTRAINT fk_quota_ledger_portfolio_id FOREIGN KEY (portfolio_id) REFERENCES portfolios (id)
);
CREATE INDEX ix_quota_ledger_portfolio_id_written_at ON quota_ledger (portfolio_id, written_at);

CREATE TABLE marketing_holds (
    contact_id BIGINT NOT NULL,
    held_until TIMESTAMPTZ NOT NULL,
    CONSTRAINT pk_marketing_holds PRIMARY KEY (contact_id)
);

CREATE TABLE senders (
    id SERIAL,
    portfolio_id INTEGER NOT NULL,
    phone_number_id TEXT NOT NULL,
    waba_id TEXT NOT NULL,
    display_phone_number TEXT NOT NULL,
    verified_name TEXT NOT NULL,
    access_token TEXT NOT NULL,
    messages_per_second INTEGER NOT NULL,
    quality_rating TEXT NOT NULL,
    status VARCHAR(32) NOT NULL,
    stopped_reason JSONB,
    stopped_until TIMESTAMPTZ,
    slowed_until TIMESTAMPTZ,
    synced_at TIMESTAMPTZ,
    marketing_route VARCHAR(32) NOT NULL,
    product_policy VARCHAR(32),
    activity_sharing BOOLEAN,
    onboarding_status TEXT,
    terms_status TEXT,
    is_cloud_api_closed BOOLEAN,
    created_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT pk_senders PRIMARY KEY (id),
    CONSTRAINT fk_senders_portfolio_id FOREIGN KEY (portfolio_id) REFERENCES portfolios (id),
    CONSTRAINT uq_senders_phone_number_id UNIQUE (phone_number_id),
    CONSTRAINT ck_senders_status CHECK (status IN ('connected', 'stopped')),
    CONSTRAINT ck_senders_marketing_route CHECK (marketing_route IN ('automatic', 'cloud_api')),
    CONSTRAINT ck_senders_product_policy
        CHECK (product_policy IN ('CLOUD_API_FALLBACK', 'STRICT'))
);
CREATE INDEX ix_senders_portfolio_id ON senders (portfolio_id);

CREATE TABLE volume_tiers (
    waba_id TEXT NOT NULL,
    region TEXT NOT NULL,
    pricing_category TEXT NOT NULL,
    effective_month TEXT NOT NULL,
    tier TEXT NOT NULL,
    reached_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT pk_volume_tiers
        PRIMARY KEY (waba_id, region, pricing_category, effective_month, tier)
);

CREATE TABLE service_windows (
    sender_id INTEGER NOT NULL,
    contact_id BIGINT NOT NULL,
    open_until TIMESTAMPTZ NOT NULL,
    CONSTRAINT pk_service_windows PRIMARY KEY (sender_id, contact_id),
    CONSTRAINT fk_service_windows_sender_id FOREIGN KEY (sender_id) REFERENCES senders (id),
    CONSTRAINT fk_service_windows_contact_id
        FOREIGN KEY (contact_id) REFERENCES contacts (id) ON DELETE CASCADE
);
CREATE INDEX ix_service_windows_contact_id ON service_windows (contact_id);

CREATE TABLE message_templates (
    id SERIAL,
    waba_id TEXT NOT NULL,
    provider_id TEXT NOT NULL,
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    status TEXT NOT NULL,
    status_details JSONB,
    category TEXT NOT NULL,
    previous_category TEXT,
    coming_category TEXT,
    category_changes_at TIMESTAMPTZ,
    category_at TIMESTAMPTZ,
    parameter_format TEXT NOT NULL,
    quality TEXT NOT NULL,
    components JSONB NOT NULL,
    send_ttl_seconds INTEGER,
    synced_at TIMESTAMPTZ NOT NULL,
    status_at TIMESTAMPTZ,
    refused_at TIMESTAMPTZ,
    CONSTRAINT pk_message_templates PRIMARY KEY (id),
    CONSTRAINT uq_message_templates_waba_id_name_language UNIQUE (waba_id, name, language)
);
CREATE INDEX ix_message_templates_provider_id ON message_templates (provider_id);
