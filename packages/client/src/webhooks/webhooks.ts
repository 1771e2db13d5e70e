export { verifyWebhook, type VerifyWebhookOptions, type WebhookHeaders } from './verify.js'
export {
  webhookEventNames,
  type UnknownWebhookEvent,
  type VerifiedWebhook,
  type WebhookMessage,
} from './events.js'
export {
  isWebhookVerificationError,
  WebhookVerificationError,
  type WebhookProblem,
  type WebhookVerificationErrorCode,
} from './verification-error.js'
