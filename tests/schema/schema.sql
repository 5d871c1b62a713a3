ALTER SEQUENCE public.api_tokens_id_seq OWNED BY public.api_tokens.id;

ALTER SEQUENCE public.audiences_id_seq OWNED BY public.audiences.id;

ALTER SEQUENCE public.message_templates_id_seq OWNED BY public.message_templates.id;

ALTER SEQUENCE public.portfolios_id_seq OWNED BY public.portfolios.id;

ALTER SEQUENCE public.senders_id_seq OWNED BY public.senders.id;

ALTER SEQUENCE public.users_id_seq OWNED BY public.users.id;

ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);

ALTER TABLE ONLY public.api_tokens
    ADD CONSTRAINT pk_api_tokens PRIMARY KEY (id);

ALTER TABLE ONLY public.api_tokens
    ADD CONSTRAINT uq_api_tokens_digest UNIQUE (digest);

ALTER TABLE ONLY public.api_tokens ALTER COLUMN id SET DEFAULT nextval('public.api_tokens_id_seq'::regclass);

ALTER TABLE ONLY public.audiences
    ADD CONSTRAINT pk_audiences PRIMARY KEY (id);

ALTER TABLE ONLY public.audiences
    ADD CONSTRAINT uq_audiences_name UNIQUE (name);

ALTER TABLE ONLY public.audiences ALTER COLUMN id SET DEFAULT nextval('public.audiences_id_seq'::regclass);

ALTER TABLE ONLY public.audit_log
    ADD CONSTRAINT pk_audit_log PRIMARY KEY (id);

ALTER TABLE ONLY public.background_tasks
    ADD CONSTRAINT pk_background_tasks PRIMARY KEY (id);

ALTER TABLE ONLY public.background_tasks
    ADD CONSTRAINT uq_background_tasks_number UNIQUE (number);

ALTER TABLE ONLY public.bulk_actions
    ADD CONSTRAINT fk_bulk_actions_task_id FOREIGN KEY (task_id) REFERENCES public.background_tasks(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.bulk_actions
    ADD CONSTRAINT pk_bulk_actions PRIMARY KEY (id);

ALTER TABLE ONLY public.bulk_pieces
    ADD CONSTRAINT fk_bulk_pieces_action_id FOREIGN KEY (action_id) REFERENCES public.bulk_actions(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.bulk_pieces
    ADD CONSTRAINT pk_bulk_pieces PRIMARY KEY (action_id, number);

ALTER TABLE ONLY public.cached_counts
    ADD CONSTRAINT pk_cached_counts PRIMARY KEY (subject);

ALTER TABLE ONLY public.campaign_counters
    ADD CONSTRAINT pk_campaign_counters PRIMARY KEY (id);

ALTER TABLE ONLY public.campaign_recipients
    ADD CONSTRAINT fk_campaign_recipients_batch_id FOREIGN KEY (batch_id) REFERENCES public.campaign_send_schedule(id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.campaign_recipients
    ADD CONSTRAINT fk_campaign_recipients_campaign_id FOREIGN KEY (campaign_id) REFERENCES public.marketing_campaigns(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.campaign_recipients
    ADD CONSTRAINT fk_campaign_recipients_contact_id FOREIGN KEY (contact_id) REFERENCES public.contacts(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.campaign_recipients
    ADD CONSTRAINT fk_campaign_recipients_twin_contact_id FOREIGN KEY (twin_contact_id) REFERENCES public.contacts(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.campaign_recipients
    ADD CONSTRAINT pk_campaign_recipients PRIMARY KEY (id);

ALTER TABLE ONLY public.campaign_recipients
    ADD CONSTRAINT uq_campaign_recipients_campaign_id_phone_number UNIQUE (campaign_id, phone_number);

ALTER TABLE ONLY public.campaign_recipients
    ADD CONSTRAINT uq_campaign_recipients_contact_id_campaign_id UNIQUE (contact_id, campaign_id);

ALTER TABLE ONLY public.campaign_send_schedule
    ADD CONSTRAINT fk_campaign_send_schedule_campaign_id FOREIGN KEY (campaign_id) REFERENCES public.marketing_campaigns(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.campaign_send_schedule
    ADD CONSTRAINT pk_campaign_send_schedule PRIMARY KEY (id);

ALTER TABLE ONLY public.campaign_send_schedule
    ADD CONSTRAINT uq_campaign_send_schedule_campaign_id_send_date_batch_number UNIQUE (campaign_id, send_date, batch_number);

ALTER TABLE ONLY public.consent_events
    ADD CONSTRAINT fk_consent_events_campaign_id FOREIGN KEY (campaign_id) REFERENCES public.marketing_campaigns(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.consent_events
    ADD CONSTRAINT pk_consent_events PRIMARY KEY (id);

ALTER TABLE ONLY public.contact_attributes
    ADD CONSTRAINT pk_contact_attributes PRIMARY KEY (name);

ALTER TABLE ONLY public.contact_imports
    ADD CONSTRAINT fk_contact_imports_task_id FOREIGN KEY (task_id) REFERENCES public.background_tasks(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.contact_imports
    ADD CONSTRAINT pk_contact_imports PRIMARY KEY (id);

ALTER TABLE ONLY public.contact_imports
    ADD CONSTRAINT uq_contact_imports_key UNIQUE (key);

ALTER TABLE ONLY public.contacts
    ADD CONSTRAINT pk_contacts PRIMARY KEY (id);

ALTER TABLE ONLY public.contacts
    ADD CONSTRAINT uq_contacts_match_key UNIQUE (match_key);

ALTER TABLE ONLY public.erasures
    ADD CONSTRAINT pk_erasures PRIMARY KEY (digest);

ALTER TABLE ONLY public.former_identities
    ADD CONSTRAINT fk_former_identities_contact_id FOREIGN KEY (contact_id) REFERENCES public.contacts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.former_identities
    ADD CONSTRAINT pk_former_identities PRIMARY KEY (key);

ALTER TABLE ONLY public.former_messages
    ADD CONSTRAINT fk_former_messages_campaign_id FOREIGN KEY (campaign_id) REFERENCES public.marketing_campaigns(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.former_messages
    ADD CONSTRAINT pk_former_messages PRIMARY KEY (campaign_id, version);

ALTER TABLE ONLY public.idempotent_calls
    ADD CONSTRAINT fk_idempotent_calls_token_id FOREIGN KEY (token_id) REFERENCES public.api_tokens(id);

ALTER TABLE ONLY public.idempotent_calls
    ADD CONSTRAINT pk_idempotent_calls PRIMARY KEY (token_id, key);

ALTER TABLE ONLY public.import_batches
    ADD CONSTRAINT pk_import_batches PRIMARY KEY (import_id, first_row);

ALTER TABLE ONLY public.import_rows
    ADD CONSTRAINT pk_import_rows PRIMARY KEY (import_id, "row");

ALTER TABLE ONLY public.imported_contacts
    ADD CONSTRAINT pk_imported_contacts PRIMARY KEY (contact_id, import_id);

ALTER TABLE ONLY public.incidents
    ADD CONSTRAINT pk_incidents PRIMARY KEY (id);

ALTER TABLE ONLY public.marketing_campaigns
    ADD CONSTRAINT fk_marketing_campaigns_follows_id FOREIGN KEY (follows_id) REFERENCES public.marketing_campaigns(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.marketing_campaigns
    ADD CONSTRAINT fk_marketing_campaigns_message_template_id FOREIGN KEY (message_template_id) REFERENCES public.message_templates(id);

ALTER TABLE ONLY public.marketing_campaigns
    ADD CONSTRAINT fk_marketing_campaigns_sender_id FOREIGN KEY (sender_id) REFERENCES public.senders(id);

ALTER TABLE ONLY public.marketing_campaigns
    ADD CONSTRAINT pk_marketing_campaigns PRIMARY KEY (id);

ALTER TABLE ONLY public.marketing_holds
    ADD CONSTRAINT pk_marketing_holds PRIMARY KEY (contact_id);

ALTER TABLE ONLY public.message_templates
    ADD CONSTRAINT pk_message_templates PRIMARY KEY (id);

ALTER TABLE ONLY public.message_templates
    ADD CONSTRAINT uq_message_templates_waba_id_name_language UNIQUE (waba_id, name, language);

ALTER TABLE ONLY public.message_templates ALTER COLUMN id SET DEFAULT nextval('public.message_templates_id_seq'::regclass);

ALTER TABLE ONLY public.outcome_samples
    ADD CONSTRAINT pk_outcome_samples PRIMARY KEY (id);

ALTER TABLE ONLY public.parked_receipts
    ADD CONSTRAINT fk_parked_receipts_event_id FOREIGN KEY (event_id) REFERENCES public.webhook_events(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.parked_receipts
    ADD CONSTRAINT pk_parked_receipts PRIMARY KEY (id);

ALTER TABLE ONLY public.portfolios
    ADD CONSTRAINT pk_portfolios PRIMARY KEY (id);

ALTER TABLE ONLY public.portfolios
    ADD CONSTRAINT uq_portfolios_name UNIQUE (name);

ALTER TABLE ONLY public.portfolios ALTER COLUMN id SET DEFAULT nextval('public.portfolios_id_seq'::regclass);

ALTER TABLE ONLY public.quota_ledger
    ADD CONSTRAINT fk_quota_ledger_portfolio_id FOREIGN KEY (portfolio_id) REFERENCES public.portfolios(id);

ALTER TABLE ONLY public.quota_ledger
    ADD CONSTRAINT pk_quota_ledger PRIMARY KEY (portfolio_id, contact_id);

ALTER TABLE ONLY public.rejected_rows
    ADD CONSTRAINT pk_rejected_rows PRIMARY KEY (import_id, "row");

ALTER TABLE ONLY public.replies
    ADD CONSTRAINT fk_replies_campaign_id FOREIGN KEY (campaign_id) REFERENCES public.marketing_campaigns(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.replies
    ADD CONSTRAINT fk_replies_contact_id FOREIGN KEY (contact_id) REFERENCES public.contacts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.replies
    ADD CONSTRAINT pk_replies PRIMARY KEY (id);

ALTER TABLE ONLY public.replies
    ADD CONSTRAINT uq_replies_wamid UNIQUE (wamid);

ALTER TABLE ONLY public.restore_guard
    ADD CONSTRAINT pk_restore_guard PRIMARY KEY (id);

ALTER TABLE ONLY public.senders
    ADD CONSTRAINT fk_senders_portfolio_id FOREIGN KEY (portfolio_id) REFERENCES public.portfolios(id);

ALTER TABLE ONLY public.senders
    ADD CONSTRAINT pk_senders PRIMARY KEY (id);

ALTER TABLE ONLY public.senders
    ADD CONSTRAINT uq_senders_phone_number_id UNIQUE (phone_number_id);

ALTER TABLE ONLY public.senders ALTER COLUMN id SET DEFAULT nextval('public.senders_id_seq'::regclass);

ALTER TABLE ONLY public.service_windows
    ADD CONSTRAINT fk_service_windows_contact_id FOREIGN KEY (contact_id) REFERENCES public.contacts(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.service_windows
    ADD CONSTRAINT fk_service_windows_sender_id FOREIGN KEY (sender_id) REFERENCES public.senders(id);

ALTER TABLE ONLY public.service_windows
    ADD CONSTRAINT pk_service_windows PRIMARY KEY (sender_id, contact_id);

ALTER TABLE ONLY public.settings
    ADD CONSTRAINT pk_settings PRIMARY KEY (name);

ALTER TABLE ONLY public.unused_webhook_items
    ADD CONSTRAINT fk_unused_webhook_items_last_event_id FOREIGN KEY (last_event_id) REFERENCES public.webhook_events(id) ON DELETE SET NULL;

ALTER TABLE ONLY public.unused_webhook_items
    ADD CONSTRAINT pk_unused_webhook_items PRIMARY KEY (name);

ALTER TABLE ONLY public.upload_pieces
    ADD CONSTRAINT fk_upload_pieces_import_id FOREIGN KEY (import_id) REFERENCES public.contact_imports(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.upload_pieces
    ADD CONSTRAINT pk_upload_pieces PRIMARY KEY (import_id, number);

ALTER TABLE ONLY public.user_actions
    ADD CONSTRAINT pk_user_actions PRIMARY KEY (id);

ALTER TABLE ONLY public.user_actions
    ADD CONSTRAINT uq_user_actions_digest UNIQUE (digest);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT pk_users PRIMARY KEY (id);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT uq_users_email UNIQUE (email);

ALTER TABLE ONLY public.users ALTER COLUMN id SET DEFAULT nextval('public.users_id_seq'::regclass);

ALTER TABLE ONLY public.volume_tiers
    ADD CONSTRAINT pk_volume_tiers PRIMARY KEY (waba_id, region, pricing_category, effective_month, tier);

ALTER TABLE ONLY public.webhook_events
    ADD CONSTRAINT pk_webhook_events PRIMARY KEY (id);

ALTER TABLE ONLY public.webhook_events
    ADD CONSTRAINT uq_webhook_events_digest UNIQUE (digest);

ALTER TABLE public.audit_log ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.audit_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.background_tasks ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.background_tasks_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.campaign_counters ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.campaign_counters_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.campaign_recipients ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.campaign_recipients_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.consent_events ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.consent_events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.contact_imports ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.contact_imports_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.contacts ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.contacts_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.incidents ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.incidents_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.outcome_samples ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.outcome_samples_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.parked_receipts ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.parked_receipts_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.replies ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.replies_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.user_actions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.user_actions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.webhook_events ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.webhook_events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE FUNCTION public.counter_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO
campaign_counters (campaign_id, day, name, amount) SELECT campaign_id, day, name, sum(sign) FROM (
SELECT campaign_id, NULL::date AS day, status::text AS name, sign FROM ( SELECT campaign_id, status,
accepted_at, delivered_at, read_at, failed_at, pricing_type, pricing_category, -1 AS sign FROM
old_rows ) s UNION ALL SELECT m.campaign_id, (moment.at AT TIME ZONE c.timezone)::date, moment.name,
m.sign FROM ( SELECT campaign_id, status, accepted_at, delivered_at, read_at, failed_at,
pricing_type, pricing_category, -1 AS sign FROM old_rows ) m JOIN marketing_campaigns c ON c.id =
m.campaign_id CROSS JOIN LATERAL (VALUES ('accepted', m.accepted_at), ('delivered', m.delivered_at),
('read', m.read_at), ('failed', m.failed_at), ('billed', CASE WHEN m.pricing_type = 'regular' THEN
m.delivered_at END), ('by_marketing_api', CASE WHEN starts_with(m.pricing_category,
'marketing_lite') THEN m.accepted_at END), ('by_cloud_api', CASE WHEN m.pricing_category =
'marketing' THEN m.accepted_at END) ) AS moment(name, at) WHERE moment.at IS NOT NULL ) changes
GROUP BY campaign_id, day, name HAVING sum(sign) <> 0; RETURN NULL; END $$;

CREATE FUNCTION public.counter_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO
campaign_counters (campaign_id, day, name, amount) SELECT campaign_id, day, name, sum(sign) FROM (
SELECT campaign_id, NULL::date AS day, status::text AS name, sign FROM ( SELECT campaign_id, status,
accepted_at, delivered_at, read_at, failed_at, pricing_type, pricing_category, 1 AS sign FROM
new_rows ) s UNION ALL SELECT m.campaign_id, (moment.at AT TIME ZONE c.timezone)::date, moment.name,
m.sign FROM ( SELECT campaign_id, status, accepted_at, delivered_at, read_at, failed_at,
pricing_type, pricing_category, 1 AS sign FROM new_rows ) m JOIN marketing_campaigns c ON c.id =
m.campaign_id CROSS JOIN LATERAL (VALUES ('accepted', m.accepted_at), ('delivered', m.delivered_at),
('read', m.read_at), ('failed', m.failed_at), ('billed', CASE WHEN m.pricing_type = 'regular' THEN
m.delivered_at END), ('by_marketing_api', CASE WHEN starts_with(m.pricing_category,
'marketing_lite') THEN m.accepted_at END), ('by_cloud_api', CASE WHEN m.pricing_category =
'marketing' THEN m.accepted_at END) ) AS moment(name, at) WHERE moment.at IS NOT NULL ) changes
GROUP BY campaign_id, day, name HAVING sum(sign) <> 0; RETURN NULL; END $$;

CREATE FUNCTION public.counter_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO
campaign_counters (campaign_id, day, name, amount) SELECT campaign_id, day, name, sum(sign) FROM (
SELECT campaign_id, NULL::date AS day, status::text AS name, sign FROM ( SELECT campaign_id, status,
accepted_at, delivered_at, read_at, failed_at, pricing_type, pricing_category, 1 AS sign FROM
new_rows UNION ALL SELECT campaign_id, status, accepted_at, delivered_at, read_at, failed_at,
pricing_type, pricing_category, -1 AS sign FROM old_rows ) s UNION ALL SELECT m.campaign_id,
(moment.at AT TIME ZONE c.timezone)::date, moment.name, m.sign FROM ( SELECT campaign_id, status,
accepted_at, delivered_at, read_at, failed_at, pricing_type, pricing_category, 1 AS sign FROM
new_rows UNION ALL SELECT campaign_id, status, accepted_at, delivered_at, read_at, failed_at,
pricing_type, pricing_category, -1 AS sign FROM old_rows ) m JOIN marketing_campaigns c ON c.id =
m.campaign_id CROSS JOIN LATERAL (VALUES ('accepted', m.accepted_at), ('delivered', m.delivered_at),
('read', m.read_at), ('failed', m.failed_at), ('billed', CASE WHEN m.pricing_type = 'regular' THEN
m.delivered_at END), ('by_marketing_api', CASE WHEN starts_with(m.pricing_category,
'marketing_lite') THEN m.accepted_at END), ('by_cloud_api', CASE WHEN m.pricing_category =
'marketing' THEN m.accepted_at END) ) AS moment(name, at) WHERE moment.at IS NOT NULL ) changes
GROUP BY campaign_id, day, name HAVING sum(sign) <> 0; RETURN NULL; END $$;

CREATE FUNCTION public.forget_consent() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'DELETE
FROM consent_events e USING old_rows o WHERE e.contact_id = o.id'; RETURN NULL; END $$;

CREATE INDEX ix_audit_log_subject_id ON public.audit_log USING btree (subject, id);

CREATE INDEX ix_audit_log_words ON public.audit_log USING gin (to_tsvector('simple'::regconfig, translate(((((((actor || ' '::text) || action) || ' '::text) || subject) || ' '::text) || (details)::text), '.@:/+-'::text, '      '::text)));

CREATE INDEX ix_background_tasks_finished ON public.background_tasks USING btree (state, finished_at) WHERE (finished_at IS NOT NULL);

CREATE INDEX ix_background_tasks_kind ON public.background_tasks USING btree (kind, state, run_at, number);

CREATE INDEX ix_bulk_actions_task_id ON public.bulk_actions USING btree (task_id);

CREATE INDEX ix_campaign_counters_campaign_id_day_name ON public.campaign_counters USING btree (campaign_id, day, name) INCLUDE (amount);

CREATE INDEX ix_campaign_counters_uncompacted ON public.campaign_counters USING btree (campaign_id, day, name) WHERE (NOT is_compacted);

CREATE INDEX ix_campaign_counters_waiting ON public.campaign_counters USING btree (campaign_id) INCLUDE (amount) WHERE ((day IS NULL) AND (name = ANY (ARRAY['pending'::text, 'queued'::text, 'sending'::text])));

CREATE INDEX ix_campaign_recipients_again ON public.campaign_recipients USING btree (campaign_id, next_attempt_at) WHERE (((status)::text = 'pending'::text) AND (next_attempt_at IS NOT NULL));

CREATE INDEX ix_campaign_recipients_batch_id ON public.campaign_recipients USING btree (batch_id) WHERE (batch_id IS NOT NULL);

CREATE INDEX ix_campaign_recipients_by_zones ON public.campaign_recipients USING btree (campaign_id, time_zones, "position") WHERE (((status)::text = 'pending'::text) AND (time_zones IS NOT NULL));

CREATE INDEX ix_campaign_recipients_campaign_id_position ON public.campaign_recipients USING btree (campaign_id, "position");

CREATE INDEX ix_campaign_recipients_campaign_id_status_position ON public.campaign_recipients USING btree (campaign_id, status, "position");

CREATE INDEX ix_campaign_recipients_in_hand ON public.campaign_recipients USING btree (campaign_id, batch_id, contact_id, in_service_window) WHERE ((status)::text = ANY ((ARRAY['queued'::character varying, 'sending'::character varying])::text[]));

CREATE INDEX ix_campaign_recipients_lease ON public.campaign_recipients USING btree (lease_until) WHERE ((status)::text = 'sending'::text);

CREATE INDEX ix_campaign_recipients_reasons ON public.campaign_recipients USING btree (campaign_id, status, error_code, skip_reason) INCLUDE (attempts, contact_id, decided_at) WHERE (((status)::text = ANY ((ARRAY['failed'::character varying, 'skipped'::character varying, 'unconfirmed'::character varying])::text[])) OR (error_code IS NOT NULL));

CREATE INDEX ix_campaign_recipients_twin_contact_id ON public.campaign_recipients USING btree (twin_contact_id) WHERE (twin_contact_id IS NOT NULL);

CREATE INDEX ix_campaign_send_schedule_queued ON public.campaign_send_schedule USING btree (id) WHERE ((status)::text = 'queued'::text);

CREATE INDEX ix_consent_events_campaign_id ON public.consent_events USING btree (campaign_id) WHERE (campaign_id IS NOT NULL);

CREATE INDEX ix_consent_events_contact_id_occurred_at ON public.consent_events USING btree (contact_id, occurred_at);

CREATE INDEX ix_consent_events_opt_outs ON public.consent_events USING btree (id) WHERE ((kind)::text = 'opt_out'::text);

CREATE INDEX ix_contact_imports_status ON public.contact_imports USING btree (status);

CREATE INDEX ix_contact_imports_task_id ON public.contact_imports USING btree (task_id);

CREATE INDEX ix_contacts_unsubscribed ON public.contacts USING btree (id) WHERE ((subscription)::text = 'unsubscribed'::text);

CREATE INDEX ix_contacts_username ON public.contacts USING btree (username) WHERE (username IS NOT NULL);

CREATE INDEX ix_contacts_wa_id ON public.contacts USING btree (wa_id) WHERE (wa_id IS NOT NULL);

CREATE INDEX ix_contacts_words ON public.contacts USING gin (((to_tsvector('simple'::regconfig, name) || jsonb_to_tsvector('simple'::regconfig, attributes, '["string"]'::jsonb)))) WITH (gin_pending_list_limit='16384');

CREATE INDEX ix_former_identities_contact_id ON public.former_identities USING btree (contact_id);

CREATE INDEX ix_idempotent_calls_created_at ON public.idempotent_calls USING btree (created_at);

CREATE INDEX ix_marketing_campaigns_active ON public.marketing_campaigns USING btree (sender_id, priority) WHERE ((status)::text = 'active'::text);

CREATE INDEX ix_marketing_campaigns_follows_id ON public.marketing_campaigns USING btree (follows_id);

CREATE INDEX ix_marketing_campaigns_kind_status_created_at_id ON public.marketing_campaigns USING btree (kind, status, created_at, id);

CREATE INDEX ix_marketing_campaigns_listed ON public.marketing_campaigns USING btree (created_at, id);

CREATE INDEX ix_marketing_campaigns_message_template_id ON public.marketing_campaigns USING btree (message_template_id);

CREATE INDEX ix_message_templates_provider_id ON public.message_templates USING btree (provider_id);

CREATE INDEX ix_outcome_samples_at ON public.outcome_samples USING btree (at);

CREATE INDEX ix_outcome_samples_campaign_id_channel_id ON public.outcome_samples USING btree (campaign_id, channel, id);

CREATE INDEX ix_parked_receipts_event_id ON public.parked_receipts USING btree (event_id);

CREATE INDEX ix_parked_receipts_waiting ON public.parked_receipts USING btree (next_try_at) WHERE (given_up_at IS NULL);

CREATE INDEX ix_quota_ledger_portfolio_id_written_at ON public.quota_ledger USING btree (portfolio_id, written_at);

CREATE INDEX ix_replies_campaign_id ON public.replies USING btree (campaign_id) WHERE (campaign_id IS NOT NULL);

CREATE INDEX ix_replies_contact_id_received_at ON public.replies USING btree (contact_id, received_at);

CREATE INDEX ix_replies_orphans ON public.replies USING btree (user_id) WHERE (contact_id IS NULL);

CREATE INDEX ix_replies_received_at_id ON public.replies USING btree (received_at, id);

CREATE INDEX ix_replies_to_review ON public.replies USING btree (id) WHERE ((effect)::text = 'to_review'::text);

CREATE INDEX ix_senders_portfolio_id ON public.senders USING btree (portfolio_id);

CREATE INDEX ix_service_windows_contact_id ON public.service_windows USING btree (contact_id);

CREATE INDEX ix_unused_webhook_items_last_event_id ON public.unused_webhook_items USING btree (last_event_id);

CREATE INDEX ix_user_actions_click_id ON public.user_actions USING btree (click_id) WHERE (click_id IS NOT NULL);

CREATE INDEX ix_user_actions_occurred_at ON public.user_actions USING btree (occurred_at);

CREATE INDEX ix_user_actions_tracking_token ON public.user_actions USING btree (tracking_token) WHERE (tracking_token IS NOT NULL);

CREATE INDEX ix_webhook_events_faulty ON public.webhook_events USING btree (id) WHERE (fault IS NOT NULL);

CREATE INDEX ix_webhook_events_received_at ON public.webhook_events USING btree (received_at);

CREATE INDEX ix_webhook_events_waiting ON public.webhook_events USING btree (id) WHERE (drained_at IS NULL);

CREATE OR REPLACE VIEW public.v_active_campaigns AS
 SELECT c.id,
    c.name,
    c.status,
    c.priority,
    c.daily_send_limit,
    c.start_date,
    c.timezone,
    c.activated_at,
    COALESCE(sum(t.amount), (0)::bigint) AS total,
    COALESCE(sum(t.amount) FILTER (WHERE (t.name = 'pending'::text)), (0)::bigint) AS pending,
    COALESCE(sum(t.amount) FILTER (WHERE (t.name = 'queued'::text)), (0)::bigint) AS queued,
    COALESCE(sum(t.amount) FILTER (WHERE (t.name = 'sending'::text)), (0)::bigint) AS sending,
    COALESCE(sum(t.amount) FILTER (WHERE (t.name = 'unconfirmed'::text)), (0)::bigint) AS unconfirmed,
    COALESCE(sum(t.amount) FILTER (WHERE (t.name = 'sent'::text)), (0)::bigint) AS sent,
    COALESCE(sum(t.amount) FILTER (WHERE (t.name = 'delivered'::text)), (0)::bigint) AS delivered,
    COALESCE(sum(t.amount) FILTER (WHERE (t.name = 'read'::text)), (0)::bigint) AS read,
    COALESCE(sum(t.amount) FILTER (WHERE (t.name = 'failed'::text)), (0)::bigint) AS failed,
    COALESCE(sum(t.amount) FILTER (WHERE (t.name = 'skipped'::text)), (0)::bigint) AS skipped
   FROM (public.marketing_campaigns c
     LEFT JOIN public.campaign_counters t ON (((t.campaign_id = c.id) AND (t.day IS NULL))))
  WHERE (((c.status)::text = 'active'::text) AND ((c.kind)::text = 'campaign'::text))
  GROUP BY c.id;

CREATE SEQUENCE public.api_tokens_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE SEQUENCE public.audiences_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE SEQUENCE public.message_templates_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE SEQUENCE public.portfolios_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE SEQUENCE public.senders_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE SEQUENCE public.users_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);

CREATE TABLE public.api_tokens (
    CONSTRAINT ck_api_tokens_role CHECK (((role)::text = ANY ((ARRAY['viewer'::character varying, 'editor'::character varying, 'admin'::character varying])::text[]))),
    created_at timestamp with time zone NOT NULL,
    digest text NOT NULL,
    id integer NOT NULL,
    last_used_at timestamp with time zone,
    name text NOT NULL,
    revoked_at timestamp with time zone,
    role character varying(32) NOT NULL
);

CREATE TABLE public.audiences (
    created_at timestamp with time zone NOT NULL,
    filter jsonb NOT NULL,
    id integer NOT NULL,
    name text NOT NULL
);

CREATE TABLE public.audit_log (
    action text NOT NULL,
    actor text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    details jsonb NOT NULL,
    id bigint NOT NULL,
    subject text NOT NULL
);

CREATE TABLE public.background_tasks (
    CONSTRAINT ck_background_tasks_state CHECK (((state)::text = ANY ((ARRAY['waiting'::character varying, 'done'::character varying, 'failed'::character varying])::text[]))),
    attempts smallint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by text NOT NULL,
    cursor bigint NOT NULL,
    error jsonb,
    finished_at timestamp with time zone,
    id uuid NOT NULL,
    kind text NOT NULL,
    lease_until timestamp with time zone,
    number bigint NOT NULL,
    params jsonb NOT NULL,
    progress smallint NOT NULL,
    result jsonb,
    run_at timestamp with time zone NOT NULL,
    state character varying(32) NOT NULL
);

CREATE TABLE public.bulk_actions (
    CONSTRAINT ck_bulk_actions_kind CHECK (((kind)::text = ANY ((ARRAY['campaigns_pause'::character varying, 'campaigns_resume'::character varying, 'campaigns_cancel'::character varying, 'contacts_unsubscribe'::character varying, 'contacts_tag'::character varying, 'contacts_untag'::character varying, 'contacts_export'::character varying, 'recipients_retry'::character varying, 'recipients_skip'::character varying, 'recipients_export'::character varying])::text[]))),
    changed integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by text NOT NULL,
    done integer NOT NULL,
    finished_at timestamp with time zone,
    given jsonb NOT NULL,
    id uuid NOT NULL,
    kind character varying(32) NOT NULL,
    people integer NOT NULL,
    task_id uuid
);

CREATE TABLE public.bulk_pieces (
    action_id uuid NOT NULL,
    number integer NOT NULL,
    piece bytea NOT NULL
);

CREATE TABLE public.cached_counts (
    basis jsonb NOT NULL,
    counted_at timestamp with time zone NOT NULL,
    result jsonb NOT NULL,
    subject text NOT NULL
);

CREATE TABLE public.campaign_counters (
    amount integer NOT NULL,
    campaign_id uuid NOT NULL,
    day date,
    id bigint NOT NULL,
    is_compacted boolean DEFAULT false NOT NULL,
    name text NOT NULL
);

CREATE TABLE public.campaign_recipients (
    "position" integer NOT NULL,
    CONSTRAINT ck_campaign_recipients_skip_reason CHECK (((skip_reason)::text = ANY ((ARRAY['opted_out'::character varying, 'invalid_number'::character varying, 'duplicate_person'::character varying, 'capped'::character varying, 'cancelled'::character varying, 'offer_ended'::character varying, 'country_not_allowed'::character varying, 'taken_out'::character varying, 'lacks_value'::character varying])::text[]))),
    CONSTRAINT ck_campaign_recipients_status CHECK (((status)::text = ANY ((ARRAY['pending'::character varying, 'queued'::character varying, 'sending'::character varying, 'unconfirmed'::character varying, 'sent'::character varying, 'delivered'::character varying, 'read'::character varying, 'failed'::character varying, 'skipped'::character varying])::text[]))),
    accepted_at timestamp with time zone,
    attempts smallint NOT NULL,
    batch_id uuid,
    campaign_id uuid NOT NULL,
    claim_token uuid,
    claimed_at timestamp with time zone,
    contact_id bigint,
    decided_at timestamp with time zone,
    delivered_at timestamp with time zone,
    error_code integer,
    error_details text,
    error_reason jsonb,
    failed_at timestamp with time zone,
    given jsonb,
    held_at timestamp with time zone,
    history jsonb,
    id bigint NOT NULL,
    in_service_window boolean DEFAULT false NOT NULL,
    lease_until timestamp with time zone,
    message_version smallint,
    next_attempt_at timestamp with time zone,
    phone_number text,
    pricing jsonb,
    pricing_category text,
    pricing_type text,
    queued_at timestamp with time zone,
    read_at timestamp with time zone,
    sent_at timestamp with time zone,
    skip_reason character varying(32),
    status character varying(32) NOT NULL,
    time_zones text,
    twin_contact_id bigint,
    user_id text,
    variables jsonb NOT NULL,
    wamid text
)
WITH (fillfactor='70');

CREATE TABLE public.campaign_send_schedule (
    CONSTRAINT ck_campaign_send_schedule_status CHECK (((status)::text = ANY ((ARRAY['planned'::character varying, 'queued'::character varying, 'done'::character varying])::text[]))),
    batch_number integer NOT NULL,
    batch_size integer NOT NULL,
    campaign_id uuid NOT NULL,
    done_at timestamp with time zone,
    id uuid NOT NULL,
    queued_at timestamp with time zone,
    send_date date NOT NULL,
    status character varying(32) NOT NULL,
    worked_at timestamp with time zone
);

CREATE TABLE public.consent_events (
    CONSTRAINT ck_consent_events_kind CHECK (((kind)::text = ANY ((ARRAY['opt_in'::character varying, 'opt_out'::character varying])::text[]))),
    CONSTRAINT ck_consent_events_source CHECK (((source)::text = ANY ((ARRAY['import'::character varying, 'api'::character varying, 'staff'::character varying, 'keyword'::character varying, 'button'::character varying, 'number'::character varying, 'native'::character varying])::text[]))),
    actor text NOT NULL,
    campaign_id uuid,
    contact_id bigint NOT NULL,
    id bigint NOT NULL,
    kind character varying(32) NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    reason jsonb,
    source character varying(32) NOT NULL,
    words text NOT NULL
);

CREATE TABLE public.contact_attributes (
    kind text NOT NULL,
    name text NOT NULL
);

CREATE TABLE public.contact_imports (
    CONSTRAINT ck_contact_imports_status CHECK (((status)::text = ANY ((ARRAY['uploaded'::character varying, 'checking'::character varying, 'checked'::character varying, 'running'::character varying, 'stopped'::character varying, 'done'::character varying, 'undoing'::character varying, 'undone'::character varying, 'refused'::character varying])::text[]))),
    columns jsonb NOT NULL,
    consent text NOT NULL,
    countries jsonb NOT NULL,
    country text NOT NULL,
    created integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by text NOT NULL,
    encoding text NOT NULL,
    fault jsonb,
    filename text NOT NULL,
    finished_at timestamp with time zone,
    id integer NOT NULL,
    in_sequence integer NOT NULL,
    key uuid,
    known integer NOT NULL,
    opted_out integer NOT NULL,
    rejected integer NOT NULL,
    repeated integer NOT NULL,
    rows integer NOT NULL,
    shape jsonb NOT NULL,
    size bigint NOT NULL,
    started_at timestamp with time zone,
    status character varying(32) NOT NULL,
    task_id uuid,
    unchanged integer NOT NULL,
    undone integer NOT NULL,
    updated integer NOT NULL
);

CREATE TABLE public.contacts (
    CONSTRAINT ck_contacts_identity CHECK (((phone_number IS NOT NULL) OR (user_id IS NOT NULL))),
    CONSTRAINT ck_contacts_match_key CHECK (((phone_number IS NULL) = (match_key IS NULL))),
    CONSTRAINT ck_contacts_subscription CHECK (((subscription)::text = ANY ((ARRAY['subscribed'::character varying, 'unsubscribed'::character varying])::text[]))),
    attributes jsonb NOT NULL,
    country text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    id bigint NOT NULL,
    match_key text,
    name text NOT NULL,
    parent_user_id text,
    phone_number text,
    subscription character varying(32) NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    user_id text,
    user_id_since timestamp with time zone,
    username text,
    wa_id text
);

CREATE TABLE public.erasures (
    digest bytea NOT NULL,
    erased_at timestamp with time zone NOT NULL
);

CREATE TABLE public.former_identities (
    contact_id bigint NOT NULL,
    key text NOT NULL,
    phone_number text
);

CREATE TABLE public.former_messages (
    campaign_id uuid NOT NULL,
    components jsonb NOT NULL,
    replaced_at timestamp with time zone NOT NULL,
    variables jsonb NOT NULL,
    version smallint NOT NULL
);

CREATE TABLE public.idempotent_calls (
    body text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    key text NOT NULL,
    location text,
    request_digest bytea NOT NULL,
    status smallint NOT NULL,
    token_id integer NOT NULL
);

CREATE TABLE public.import_batches (
    first_row integer NOT NULL,
    import_id integer NOT NULL,
    last_row integer NOT NULL
);

CREATE TABLE public.import_rows (
    "row" integer NOT NULL,
    attributes jsonb NOT NULL,
    country text NOT NULL,
    import_id integer NOT NULL,
    key text GENERATED ALWAYS AS (COALESCE(match_key, user_id)) STORED NOT NULL,
    match_key text,
    name text NOT NULL,
    phone_number text,
    user_id text
);

CREATE TABLE public.imported_contacts (
    before jsonb,
    contact_id bigint NOT NULL,
    import_id integer NOT NULL,
    is_new boolean NOT NULL
);

CREATE TABLE public.incidents (
    ended_at timestamp with time zone,
    id integer NOT NULL,
    kind text NOT NULL,
    message jsonb NOT NULL,
    started_at timestamp with time zone NOT NULL,
    subject text NOT NULL
);

CREATE TABLE public.marketing_campaigns (
    CONSTRAINT ck_marketing_campaigns_daily_send_limit CHECK ((daily_send_limit > 0)),
    CONSTRAINT ck_marketing_campaigns_follows_group CHECK (((follows_group)::text = ANY ((ARRAY['not_delivered'::character varying, 'unread'::character varying, 'no_reply'::character varying])::text[]))),
    CONSTRAINT ck_marketing_campaigns_initial_group CHECK ((initial_group > 0)),
    CONSTRAINT ck_marketing_campaigns_kind CHECK (((kind)::text = ANY ((ARRAY['campaign'::character varying, 'message'::character varying])::text[]))),
    CONSTRAINT ck_marketing_campaigns_minimum_share CHECK ((minimum_share > 0)),
    CONSTRAINT ck_marketing_campaigns_pause_reason CHECK (((pause_reason)::text = ANY ((ARRAY['by_person'::character varying, 'template_paused'::character varying, 'sender_stopped'::character varying, 'too_many_failures'::character varying, 'overdue_start'::character varying, 'last_day_over'::character varying, 'template_changed'::character varying])::text[]))),
    CONSTRAINT ck_marketing_campaigns_priority CHECK (((priority >= 1) AND (priority <= 10))),
    CONSTRAINT ck_marketing_campaigns_quiet_hours CHECK (((quiet_from IS NULL) = (quiet_until IS NULL))),
    CONSTRAINT ck_marketing_campaigns_send_until CHECK (((send_until IS NULL) OR (end_date IS NOT NULL))),
    CONSTRAINT ck_marketing_campaigns_status CHECK (((status)::text = ANY ((ARRAY['draft'::character varying, 'active'::character varying, 'paused'::character varying, 'completed'::character varying, 'cancelled'::character varying])::text[]))),
    CONSTRAINT ck_marketing_campaigns_warm_up CHECK ((((warm_up_start IS NULL) = (warm_up_growth IS NULL)) AND (warm_up_start > 0) AND (warm_up_growth > 0))),
    CONSTRAINT ck_marketing_campaigns_when_capped CHECK (((when_capped)::text = ANY ((ARRAY['skip'::character varying, 'wait'::character varying])::text[]))),
    activated_at timestamp with time zone,
    blocked_countries text[] DEFAULT '{}'::text[] NOT NULL,
    canary_since timestamp with time zone,
    canary_size integer,
    cancelled_at timestamp with time zone,
    completed_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    created_by text NOT NULL,
    daily_send_limit integer NOT NULL,
    description text NOT NULL,
    end_date date,
    follows_group character varying(32),
    follows_id uuid,
    frozen_components jsonb,
    id uuid NOT NULL,
    initial_group integer,
    kind character varying(32) NOT NULL,
    latest_start_date date,
    message_template_id integer,
    message_version smallint DEFAULT 1 NOT NULL,
    minimum_share integer,
    name text NOT NULL,
    pause_details jsonb,
    pause_reason character varying(32),
    priority smallint NOT NULL,
    quiet_from time without time zone,
    quiet_until time without time zone,
    send_until time without time zone,
    sender_id integer NOT NULL,
    start_date date,
    status character varying(32) NOT NULL,
    target_audience jsonb,
    timezone text NOT NULL,
    variables jsonb NOT NULL,
    warm_up_growth integer,
    warm_up_start integer,
    weekdays smallint[] NOT NULL,
    when_capped character varying(32),
    window_closes time without time zone NOT NULL,
    window_opens time without time zone NOT NULL
);

CREATE TABLE public.marketing_holds (
    contact_id bigint NOT NULL,
    held_until timestamp with time zone NOT NULL
);

CREATE TABLE public.message_templates (
    category text NOT NULL,
    category_at timestamp with time zone,
    category_changes_at timestamp with time zone,
    coming_category text,
    components jsonb NOT NULL,
    id integer NOT NULL,
    language text NOT NULL,
    name text NOT NULL,
    parameter_format text NOT NULL,
    previous_category text,
    provider_id text NOT NULL,
    quality text NOT NULL,
    refused_at timestamp with time zone,
    send_ttl_seconds integer,
    status text NOT NULL,
    status_at timestamp with time zone,
    status_details jsonb,
    synced_at timestamp with time zone NOT NULL,
    waba_id text NOT NULL
);

CREATE TABLE public.outcome_samples (
    CONSTRAINT ck_outcome_samples_channel CHECK (((channel)::text = ANY ((ARRAY['response'::character varying, 'receipt'::character varying])::text[]))),
    at timestamp with time zone NOT NULL,
    campaign_id uuid NOT NULL,
    channel character varying(32) NOT NULL,
    failures jsonb NOT NULL,
    good integer NOT NULL,
    id bigint NOT NULL
);

CREATE TABLE public.parked_receipts (
    event_id bigint NOT NULL,
    given_up_at timestamp with time zone,
    id bigint NOT NULL,
    next_try_at timestamp with time zone NOT NULL,
    parked_at timestamp with time zone NOT NULL,
    receipt jsonb NOT NULL
);

CREATE TABLE public.portfolios (
    created_at timestamp with time zone NOT NULL,
    id integer NOT NULL,
    messaging_limit integer,
    name text NOT NULL,
    reserve integer NOT NULL
);

CREATE TABLE public.quota_ledger (
    contact_id bigint NOT NULL,
    portfolio_id integer NOT NULL,
    written_at timestamp with time zone NOT NULL
);

CREATE TABLE public.rejected_rows (
    "row" integer NOT NULL,
    cells text[] NOT NULL,
    import_id integer NOT NULL,
    phone_number text NOT NULL,
    reason jsonb NOT NULL
);

CREATE TABLE public.replies (
    CONSTRAINT ck_replies_effect CHECK (((effect)::text = ANY ((ARRAY['nothing'::character varying, 'opted_out'::character varying, 'opted_in'::character varying, 'to_review'::character varying])::text[]))),
    auto_reply text,
    campaign_id uuid,
    contact_id bigint,
    effect character varying(32) NOT NULL,
    id bigint NOT NULL,
    is_answer boolean DEFAULT true NOT NULL,
    kind text NOT NULL,
    note jsonb,
    payload text,
    received_at timestamp with time zone NOT NULL,
    sender_name text NOT NULL,
    sender_phone text NOT NULL,
    text text NOT NULL,
    user_id text,
    wamid text NOT NULL
);

CREATE TABLE public.restore_guard (
    CONSTRAINT ck_restore_guard_one CHECK ((id = 1)),
    advanced_at timestamp with time zone NOT NULL,
    generation bigint NOT NULL,
    id smallint NOT NULL,
    key uuid NOT NULL,
    raised_at timestamp with time zone,
    raised_because jsonb,
    server text NOT NULL
);

CREATE TABLE public.senders (
    CONSTRAINT ck_senders_marketing_route CHECK (((marketing_route)::text = ANY ((ARRAY['automatic'::character varying, 'cloud_api'::character varying])::text[]))),
    CONSTRAINT ck_senders_product_policy CHECK (((product_policy)::text = ANY ((ARRAY['CLOUD_API_FALLBACK'::character varying, 'STRICT'::character varying])::text[]))),
    CONSTRAINT ck_senders_status CHECK (((status)::text = ANY ((ARRAY['connected'::character varying, 'stopped'::character varying])::text[]))),
    access_token text NOT NULL,
    activity_sharing boolean,
    created_at timestamp with time zone NOT NULL,
    display_phone_number text NOT NULL,
    id integer NOT NULL,
    is_cloud_api_closed boolean,
    marketing_route character varying(32) NOT NULL,
    messages_per_second integer NOT NULL,
    onboarding_status text,
    phone_number_id text NOT NULL,
    portfolio_id integer NOT NULL,
    product_policy character varying(32),
    quality_rating text NOT NULL,
    slowed_until timestamp with time zone,
    status character varying(32) NOT NULL,
    stopped_reason jsonb,
    stopped_until timestamp with time zone,
    synced_at timestamp with time zone,
    terms_status text,
    verified_name text NOT NULL,
    waba_id text NOT NULL
);

CREATE TABLE public.service_windows (
    contact_id bigint NOT NULL,
    open_until timestamp with time zone NOT NULL,
    sender_id integer NOT NULL
);

CREATE TABLE public.settings (
    name text NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    value jsonb NOT NULL
);

CREATE TABLE public.unused_webhook_items (
    last_event_id bigint,
    last_received_at timestamp with time zone NOT NULL,
    name text NOT NULL,
    times bigint NOT NULL
);

CREATE TABLE public.upload_pieces (
    import_id integer NOT NULL,
    number integer NOT NULL,
    piece bytea NOT NULL
);
ALTER TABLE ONLY public.upload_pieces ALTER COLUMN piece SET STORAGE EXTERNAL;

CREATE TABLE public.user_actions (
    click_id text,
    component text,
    details jsonb NOT NULL,
    digest bytea NOT NULL,
    id bigint NOT NULL,
    kind text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    phone_number_id text,
    tracking_token text
);

CREATE TABLE public.users (
    CONSTRAINT ck_users_role CHECK (((role)::text = ANY ((ARRAY['viewer'::character varying, 'editor'::character varying, 'admin'::character varying])::text[]))),
    active boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    email text NOT NULL,
    id integer NOT NULL,
    language text,
    last_login_at timestamp with time zone,
    password_hash text NOT NULL,
    role character varying(32) NOT NULL
);

CREATE TABLE public.volume_tiers (
    effective_month text NOT NULL,
    pricing_category text NOT NULL,
    reached_at timestamp with time zone NOT NULL,
    region text NOT NULL,
    tier text NOT NULL,
    waba_id text NOT NULL
);

CREATE TABLE public.webhook_events (
    body bytea NOT NULL,
    digest bytea NOT NULL,
    drained_at timestamp with time zone,
    fault jsonb,
    id bigint NOT NULL,
    next_try_at timestamp with time zone,
    received_at timestamp with time zone NOT NULL,
    tries smallint DEFAULT '0'::smallint NOT NULL
);

CREATE TRIGGER counter_delete AFTER DELETE ON public.campaign_recipients REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.counter_delete();

CREATE TRIGGER counter_insert AFTER INSERT ON public.campaign_recipients REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.counter_insert();

CREATE TRIGGER counter_update AFTER UPDATE ON public.campaign_recipients REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.counter_update();

CREATE TRIGGER forget_consent AFTER DELETE ON public.contacts REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.forget_consent();

CREATE UNIQUE INDEX ix_campaign_recipients_wamid ON public.campaign_recipients USING btree (wamid) WHERE (wamid IS NOT NULL);

CREATE UNIQUE INDEX ix_contacts_parent_user_id ON public.contacts USING btree (parent_user_id) WHERE (parent_user_id IS NOT NULL);

CREATE UNIQUE INDEX ix_contacts_user_id ON public.contacts USING btree (user_id) WHERE (user_id IS NOT NULL);

CREATE UNIQUE INDEX uq_background_tasks_params ON public.background_tasks USING btree (params) WHERE (kind = 'count_contacts'::text);

CREATE UNIQUE INDEX uq_incidents_open ON public.incidents USING btree (kind, subject) WHERE (ended_at IS NULL);

CREATE VIEW public.campaign_analytics AS
 SELECT campaign_id,
    day AS date,
    COALESCE(sum(amount) FILTER (WHERE (name = 'accepted'::text)), (0)::bigint) AS sent,
    COALESCE(sum(amount) FILTER (WHERE (name = 'delivered'::text)), (0)::bigint) AS delivered,
    COALESCE(sum(amount) FILTER (WHERE (name = 'read'::text)), (0)::bigint) AS read,
    COALESCE(sum(amount) FILTER (WHERE (name = 'failed'::text)), (0)::bigint) AS failed,
    COALESCE(sum(amount) FILTER (WHERE (name = 'opted_out'::text)), (0)::bigint) AS opted_out
   FROM public.campaign_counters
  WHERE (day IS NOT NULL)
  GROUP BY campaign_id, day;

CREATE VIEW public.v_active_campaigns AS
SELECT
    NULL::uuid AS id,
    NULL::text AS name,
    NULL::character varying(32) AS status,
    NULL::smallint AS priority,
    NULL::integer AS daily_send_limit,
    NULL::date AS start_date,
    NULL::text AS timezone,
    NULL::timestamp with time zone AS activated_at,
    NULL::bigint AS total,
    NULL::bigint AS pending,
    NULL::bigint AS queued,
    NULL::bigint AS sending,
    NULL::bigint AS unconfirmed,
    NULL::bigint AS sent,
    NULL::bigint AS delivered,
    NULL::bigint AS read,
    NULL::bigint AS failed,
    NULL::bigint AS skipped;

CREATE VIEW public.v_daily_campaign_schedule AS
 SELECT b.send_date,
    b.campaign_id,
    c.name AS campaign_name,
    c.status AS campaign_status,
    c.priority,
    count(*) FILTER (WHERE ((b.status)::text <> 'planned'::text)) AS batches,
    COALESCE(sum(b.batch_size) FILTER (WHERE ((b.status)::text = 'planned'::text)), (0)::bigint) AS planned,
    COALESCE(sum(b.batch_size) FILTER (WHERE ((b.status)::text <> 'planned'::text)), (0)::bigint) AS taken,
    sum(b.batch_size) AS recipients
   FROM (public.campaign_send_schedule b
     JOIN public.marketing_campaigns c ON ((c.id = b.campaign_id)))
  GROUP BY b.send_date, b.campaign_id, c.name, c.status, c.priority;
