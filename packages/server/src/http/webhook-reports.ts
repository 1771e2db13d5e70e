import type { SenderEvents } from '../webhooks/sender.js'
import type { Log } from './log.js'
import type { Metrics } from './metrics.js'
import { toFailureFacts } from './request-log.js'

/** Creates the reports of a sender to the log and the metrics. */
export function createSenderEvents(log: Log, metrics: Metrics): SenderEvents {
  return {
    onAttempt: (outcome, seconds) => metrics.observeAttempt(outcome, seconds),
    onDisabled({ programId, endpointId, failingSince }) {
      metrics.countDisabled()
      const ids = `"programId":"${programId}","webhookId":"${endpointId}"`
      log.error(`"webhooks":"disabled",${ids},"failingSince":"${failingSince}"`)
    },
    onFailure(error) {
      log.error(`"webhooks":"stalled","failure":${JSON.stringify(toFailureFacts(error))}`)
    },
  }
}
