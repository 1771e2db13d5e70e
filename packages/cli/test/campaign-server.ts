import { createReferlyClient, type ReferlyClient } from '@referly-kit/client'
import type { AffiliateRow } from '@referly-kit/csv'
import { startServer } from '@referly-kit/server'
import { generatePlan } from '../src/plans/generate.js'
import { toPlanCsv, type PlanRow } from '../src/plans/plan-file.js'

/** An in-memory server with one program and its affiliates. */
export interface CampaignServer {
  readonly url: string
  readonly key: string
  readonly client: ReferlyClient
  readonly affiliates: readonly AffiliateRow[]
  /** The environment that makes `referly` use this server. */
  readonly env: Readonly<Record<string, string>>
  /** Creates a coupon and returns its ID. */
  createCoupon(): Promise<string>
  close(): Promise<void>
}

/** Starts a server with the given number of affiliates, half of them named John. */
export async function startCampaignServer(count: number): Promise<CampaignServer> {
  const server = await startServer()
  const program = await server.admin.createProgram({ name: 'Campaign' })
  const { key } = await server.admin.createApiKey(program.id)
  const client = createReferlyClient({ apiKey: key, baseUrl: server.url })
  const affiliates = Array.from({ length: count }, (_, index) => ({
    line: index + 2,
    firstName: index % 2 === 0 ? 'John' : 'Zoë',
    lastName: `No ${index}`,
    email: `affiliate${index}@example.com`,
    extras: [],
  }))
  const inputs = affiliates.map(({ firstName, lastName, email }) => ({
    firstName,
    lastName,
    email,
  }))
  const results = client.affiliates.createMany(inputs, { concurrency: 8 })
  for await (const result of results) if ('error' in result) throw result.error
  return {
    url: server.url,
    key,
    client,
    affiliates,
    env: { REFERLY_BASE_URL: server.url, REFERLY_API_KEY: key },
    createCoupon: async () => (await client.coupons.create({ name: 'C', percentOff: 20 })).id,
    close: () => server.close(),
  }
}

/** Creates a plan file for affiliates. */
export function createPlan(affiliates: readonly AffiliateRow[], coupon: string): string {
  return toPlanCsv({ rows: createPlanRows(affiliates, coupon), extraTitles: [] })
}

/** Creates the rows of a plan for affiliates. */
function createPlanRows(affiliates: readonly AffiliateRow[], coupon: string): readonly PlanRow[] {
  const structure = { coupon, prefix: 'SAVE', firstName: true, random: 6 }
  return generatePlan(affiliates, structure, {}).rows
}
