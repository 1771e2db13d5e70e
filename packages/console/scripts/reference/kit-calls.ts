/** Writes a call whose result is not one value, from its arguments. */
type WriteCall = (values: readonly string[]) => string

/**
 * The call of `referly.kit` for each operation of the kit API. Its arguments are the path, and then the query or body.
 */
export const kitCalls: Readonly<Record<string, string | WriteCall>> = {
  getProgram: 'program.get',
  updateProgram: 'program.update',
  listApiKeys: 'keys.list',
  createApiKey: 'keys.create',
  revokeApiKey: 'keys.revoke',
  getBackup: () =>
    'for await (const bytes of referly.kit.backup.read()) process.stdout.write(bytes)',
  searchCodes: 'search.codes.list',
  searchCoupons: 'search.coupons.list',
  searchAffiliates: 'search.affiliates.list',
  searchReferrals: 'search.referrals.list',
  searchSales: 'search.sales.list',
  getPerformance: 'performance.report',
  listBalances: 'balances.list',
  getBalanceTotals: 'balances.totals',
  listLedgerEntries: 'ledgerEntries.list',
  createAdjustment: 'adjustments.create',
  listCommissions: 'commissions.list',
  releaseCommission: 'commissions.release',
  declineCommission: 'commissions.decline',
  createRefund: 'refunds.create',
  listRefunds: 'refunds.list',
  previewPayout: 'payouts.preview.list',
  getPayoutPreviewTotal: 'payouts.preview.total',
  createPayout: 'payouts.create',
  listPayouts: 'payouts.list',
  getPayout: 'payouts.get',
  listPayoutItems: ([payoutId = '']) =>
    `console.log(await referly.kit.payouts.items(${payoutId}).list())`,
  getPayoutFile: 'payouts.file',
  markPayout: 'payouts.mark',
  listStatements: 'statements.list',
  createQuote: 'quotes.create',
  createReservation: 'reservations.create',
  getReservation: 'reservations.find',
  releaseReservation: 'reservations.release',
  createKitSale: 'sales.create',
  listWebhooks: 'webhooks.list',
  createWebhook: 'webhooks.create',
  getWebhook: 'webhooks.get',
  updateWebhook: 'webhooks.update',
  deleteWebhook: ([id = '']) => `await referly.kit.webhooks.delete(${id})`,
  rotateWebhook: 'webhooks.rotate',
  testWebhook: ([id = '']) => `console.log(await referly.kit.webhooks.test(${id}, 'sale.created'))`,
  resendWebhook: ([id = '']) =>
    `console.log(await referly.kit.webhooks.resend(${id}, '2026-11-28T10:00:00Z'))`,
  listWebhookDeliveries: 'webhooks.deliveries.list',
  getWebhookDelivery: 'webhooks.deliveries.get',
  resendWebhookDelivery: 'webhooks.deliveries.resend',
  createWebhookListener: 'webhooks.listeners.create',
  listWebhookListenerEvents: 'webhooks.listeners.events',
}
