/** Version 18: events keep only the columns of their records that payloads contain, without their names. */
export const outboxColumnsSchema: readonly string[] = [
  'ALTER TABLE webhook_outbox ADD COLUMN columns text[]',
  `UPDATE webhook_outbox SET
    columns = CASE json_typeof(records -> 0 -> 'record')
      WHEN 'object' THEN ARRAY (
        SELECT key FROM json_each(records -> 0 -> 'record') WITH ORDINALITY AS kept (key, value, place) ORDER BY place)
      ELSE '{id}' END,
    records = (SELECT json_agg(
      CASE json_typeof(entry -> 'record')
        WHEN 'object' THEN (
          SELECT json_agg(value ORDER BY place)
          FROM json_each(entry -> 'record') WITH ORDINALITY AS kept (key, value, place))
        ELSE json_build_array(entry -> 'id') END)
      FROM json_array_elements(records) AS entry)`,
  'ALTER TABLE webhook_outbox ALTER COLUMN columns SET NOT NULL',
]
