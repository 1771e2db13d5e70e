/** The statements that prepare deliveries to be claimed by any number of processes. */
export const webhookQueueSchema: readonly string[] = [
  // No attempt starts before `send_after`, which every process advances by one interval of the rate for each attempt.
  `ALTER TABLE webhook_endpoints ADD COLUMN send_after timestamptz, ADD COLUMN last_failed_at timestamptz`,
  `CREATE INDEX webhook_deliveries_sending ON webhook_deliveries (program_id, endpoint_id) WHERE state = 'SENDING'`,
  // The retention removes events with their deliveries.
  'CREATE INDEX webhook_deliveries_by_event ON webhook_deliveries (program_id, event_seq)',
]
