/**
 * The statements that add webhooks to the schema.
 *
 * A change writes its events in its own transaction (`webhook_events`). They are fanned out in the background: each
 * gets the bytes of its payload, and one delivery per endpoint that wants it.
 */
export const webhookSchema: readonly string[] = [
  // A listener of `webhooks listen` is an endpoint without a URL. It ends at `listener_until` unless it polls before
  // then.
  `CREATE TABLE webhook_endpoints (
    program_id uuid NOT NULL REFERENCES programs (program_id),
    id uuid NOT NULL,
    url text,
    description text,
    events text[] NOT NULL,
    secret text NOT NULL,
    previous_secret text,
    previous_secret_until timestamptz,
    disabled_at timestamptz,
    disabled_reason text CHECK (disabled_reason IN ('MANUAL', 'FAILING')),
    failing_since timestamptz,
    max_per_second integer NOT NULL DEFAULT 50,
    concurrency integer NOT NULL DEFAULT 4,
    listener_until timestamptz,
    listener_position bigint NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (program_id, id),
    CONSTRAINT webhook_endpoints_url CHECK ((url IS NULL) = (listener_until IS NOT NULL)),
    CONSTRAINT webhook_endpoints_disabled CHECK ((disabled_at IS NULL) = (disabled_reason IS NULL))
  )`,
  // `endpoint_ids` are the endpoints that wanted the event when the change was made. `record` is the row as the change
  // left it, because it can be gone when the payload is rendered.
  `CREATE TABLE webhook_events (
    program_id uuid NOT NULL REFERENCES programs (program_id),
    seq bigserial NOT NULL,
    id text NOT NULL DEFAULT 'msg_' || replace(gen_random_uuid()::text, '-', ''),
    event text NOT NULL,
    record_id text NOT NULL,
    record jsonb,
    endpoint_ids uuid[] NOT NULL,
    created_at timestamptz NOT NULL,
    payload text,
    fanned_out_at timestamptz,
    PRIMARY KEY (program_id, seq),
    CONSTRAINT webhook_events_payload CHECK ((payload IS NULL) = (fanned_out_at IS NULL))
  )`,
  `CREATE INDEX webhook_events_waiting ON webhook_events (program_id, seq) WHERE fanned_out_at IS NULL`,
  // `attempts` counts all attempts, and `attempts_before` those before the delivery was resent
  // manually, which restarts the schedule.
  `CREATE TABLE webhook_deliveries (
    program_id uuid NOT NULL REFERENCES programs (program_id),
    id uuid NOT NULL,
    event_seq bigint NOT NULL,
    endpoint_id uuid NOT NULL,
    url text NOT NULL,
    state text NOT NULL CHECK (state IN ('PENDING', 'SENDING', 'SUCCEEDED', 'FAILED')),
    attempts integer NOT NULL DEFAULT 0,
    attempts_before integer NOT NULL DEFAULT 0,
    next_attempt_at timestamptz,
    claimed_until timestamptz,
    created_at timestamptz NOT NULL,
    finished_at timestamptz,
    PRIMARY KEY (program_id, id)
  )`,
  `CREATE INDEX webhook_deliveries_by_endpoint ON webhook_deliveries (program_id, endpoint_id, id)`,
  `CREATE INDEX webhook_deliveries_due ON webhook_deliveries (program_id, endpoint_id, next_attempt_at)
    WHERE state IN ('PENDING', 'SENDING')`,
  `CREATE INDEX webhook_deliveries_failed ON webhook_deliveries (program_id, endpoint_id, finished_at)
    WHERE state = 'FAILED'`,
  `CREATE TABLE webhook_attempts (
    program_id uuid NOT NULL REFERENCES programs (program_id),
    delivery_id uuid NOT NULL,
    attempt integer NOT NULL,
    started_at timestamptz NOT NULL,
    duration_ms integer NOT NULL,
    request_headers jsonb NOT NULL,
    status integer,
    response_body text,
    error text,
    PRIMARY KEY (program_id, delivery_id, attempt)
  )`,
  // Positions are given while the row of the listener is locked, so that a later event never has an earlier position.
  `CREATE TABLE webhook_listener_events (
    program_id uuid NOT NULL REFERENCES programs (program_id),
    endpoint_id uuid NOT NULL,
    position bigint NOT NULL,
    event_seq bigint NOT NULL,
    PRIMARY KEY (program_id, endpoint_id, position)
  )`,
]
