/**
 * The statements that move the events of changes to a separate table until they are fanned out. A row has the events of
 * one statement, so that a change of many records adds few rows. An event is now written once, with its payload,
 * instead of twice.
 */
export const webhookOutboxSchema: readonly string[] = [
  // `endpoint_ids` are the endpoints that wanted the events when the change was made. `records` has the id of each
  // record, and its row as the change left it, because it can be gone when the payload is rendered.
  `CREATE TABLE webhook_outbox (
    program_id uuid NOT NULL REFERENCES programs (program_id),
    seq bigserial NOT NULL,
    event text NOT NULL,
    endpoint_ids uuid[] NOT NULL,
    created_at timestamptz NOT NULL,
    count integer NOT NULL,
    records json NOT NULL,
    PRIMARY KEY (program_id, seq)
  )`,
  // A row lives for moments, so compressing it is not worth the time.
  'ALTER TABLE webhook_outbox ALTER COLUMN records SET STORAGE EXTERNAL',
  `INSERT INTO webhook_outbox (program_id, event, endpoint_ids, created_at, count, records)
    SELECT program_id, event, endpoint_ids, created_at, 1,
      json_build_array(json_build_object('id', record_id, 'record', record))
    FROM webhook_events WHERE fanned_out_at IS NULL ORDER BY seq`,
  'DELETE FROM webhook_events WHERE fanned_out_at IS NULL',
  `ALTER TABLE webhook_events DROP COLUMN record, DROP COLUMN endpoint_ids, DROP COLUMN fanned_out_at,
    ALTER COLUMN payload SET NOT NULL`,
  // The deliveries of a deleted endpoint are removed in the background.
  'ALTER TABLE webhook_endpoints ADD COLUMN deleted_at timestamptz',
]
