-- Work in the background, and its results.

CREATE TABLE background_tasks (
    id UUID NOT NULL,
    number BIGINT GENERATED ALWAYS AS IDENTITY,
    kind TEXT NOT NULL,
    params JSONB NOT NULL,
    state VARCHAR(32) NOT NULL,
    cursor BIGINT NOT NULL,
    attempts SMALLINT NOT NULL,
    run_at TIMESTAMPTZ NOT NULL,
    lease_until TIMESTAMPTZ,
    progress SMALLINT NOT NULL,
    error JSONB,
    result JSONB,
    created_by TEXT NOT NULL,
    finished_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT pk_background_tasks PRIMARY KEY (id),
    CONSTRAINT uq_background_tasks_number UNIQUE (number),
    CONSTRAINT ck_background_tasks_state CHECK (state IN ('waiting', 'done', 'failed'))
);
CREATE INDEX ix_background_tasks_kind ON background_tasks (kind, state, run_at, number);
CREATE INDEX ix_background_tasks_finished ON background_tasks (state, finished_at)
    WHERE finished_at IS NOT NULL;
CREATE UNIQUE INDEX uq_background_tasks_params ON background_tasks (params)
    WHERE kind = 'count_contacts';

CREATE TABLE bulk_actions (
    id UUID NOT NULL,
    kind VARCHAR(32) NOT NULL,
    given JSONB NOT NULL,
    created_by TEXT NOT NULL,
    people INTEGER NOT NULL,
    done INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    finished_at TIMESTAMPTZ,
    task_id UUID,
    created_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT pk_bulk_actions PRIMARY KEY (id),
    CONSTRAINT ck_bulk_actions_kind
        CHECK (kind IN ('campaigns_pause', 'campaigns_resume', 'campaigns_cancel',
            'contacts_unsubscribe', 'contacts_tag', 'contacts_untag', 'contacts_export',
            'recipients_retry', 'recipients_skip', 'recipients_export')),
    CONSTRAINT fk_bulk_actions_task_id
        FOREIGN KEY (task_id) REFERENCES background_tasks (id) ON DELETE SET NULL
);
CREATE INDEX ix_bulk_actions_task_id ON bulk_actions (task_id);

CREATE TABLE bulk_pieces (
    action_id UUID NOT NULL,
    number INTEGER NOT NULL,
    piece BYTEA NOT NULL,
    CONSTRAINT pk_bulk_pieces PRIMARY KEY (action_id, number),
    CONSTRAINT fk_bulk_pieces_action_id
        FOREIGN KEY (action_id) REFERENCES bulk_actions (id) ON DELETE CASCADE
);

CREATE TABLE cached_counts (
    subject TEXT NOT NULL,
    basis JSONB NOT NULL,
    result JSONB NOT NULL,
    counted_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT pk_cached_counts PRIMARY KEY (subject)
);
