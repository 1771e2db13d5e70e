import type { Context } from '../../context.js'
import type { ReferlyCommand } from '../referly-command.js'
import { addCreate } from './create.js'
import { addDelete } from './delete.js'
import { addDeliveries } from './deliveries.js'
import { addList } from './list.js'
import { addListen } from './listen.js'
import { addResend } from './resend.js'
import { addRotate } from './rotate.js'
import { addDisable, addEnable } from './states.js'
import { addTest } from './test.js'
import { addUpdate } from './update.js'

/** Adds `webhooks` and its commands. */
export function addWebhooks(webhooks: ReferlyCommand, context: Context): void {
  webhooks
    .details(
      'Only a Referly Kit server can manage them through its API. On Referly, use the dashboard.',
    )
    .examples([
      'referly webhooks listen --forward http://localhost:3000/hook',
      'referly webhooks create https://example.com/hook --events sale.created,coupon.*',
    ])
  addList(webhooks, context)
  addCreate(webhooks, context)
  addUpdate(webhooks, context)
  addDisable(webhooks, context)
  addEnable(webhooks, context)
  addRotate(webhooks, context)
  addDelete(webhooks, context)
  addTest(webhooks, context)
  addDeliveries(webhooks, context)
  addResend(webhooks, context)
  addListen(webhooks, context)
}
