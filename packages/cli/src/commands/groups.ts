import type { Context } from '../context.js'
import type { RunCommand } from '../demo/quickstart-campaign.js'
import type { ReferlyCommand } from './referly-command.js'

/** Adds the options and commands of a group to its command. Quickstart runs other commands. */
type Complete = (command: ReferlyCommand, context: Context, runCommand: RunCommand) => void

/** A group of commands: its line in `referly --help`, and the loader of everything else. */
interface Group {
  readonly summary: string
  /** Loads the group, or only the command that the second word names. */
  readonly load: (name?: string) => Promise<Complete>
}

/** The groups of commands in the order of the help. `referly --help` loads none of them. */
export const groups: Readonly<Record<string, Group>> = {
  quickstart: {
    summary: 'Run the full demo on a CSV file of affiliates',
    load: async () => (await import('./quickstart.js')).addQuickstart,
  },
  serve: {
    summary: 'Run the server until Ctrl-C or SIGTERM',
    load: async () => (await import('./serve.js')).addServe,
  },
  coupons: {
    summary: 'Create, change, and list coupons',
    load: async () => (await import('./coupons/index.js')).addCoupons,
  },
  affiliates: {
    summary: 'Import, change, and list affiliates',
    load: async () => (await import('./affiliates/index.js')).addAffiliates,
  },
  codes: {
    summary: 'Plan, create, and change promotional codes',
    load: async (name) => (await import('./codes/index.js')).loadCodes(name),
  },
  jobs: {
    summary: 'Inspect, resume, and revert jobs',
    load: async () => (await import('./jobs/index.js')).addJobs,
  },
  links: {
    summary: 'Create, rename, and list the links of affiliates',
    load: async () => (await import('./links/index.js')).addLinks,
  },
  referrals: {
    summary: 'Record, change, and list referred customers',
    load: async () => (await import('./referrals/index.js')).addReferrals,
  },
  sales: {
    summary: 'Record, change, refund, and list sales',
    load: async () => (await import('./sales/index.js')).addSales,
  },
  report: {
    summary: 'Report what codes, coupons, and affiliates earn',
    load: async () => (await import('./report/index.js')).addReport,
  },
  balances: {
    summary: 'List what affiliates are owed',
    load: async () => (await import('./balances.js')).addBalances,
  },
  commissions: {
    summary: 'List, release, and decline commissions',
    load: async () => (await import('./commissions/index.js')).addCommissions,
  },
  refunds: {
    summary: 'Refund sales in part, or after their commission was paid out',
    load: async () => (await import('./refunds/index.js')).addRefunds,
  },
  payouts: {
    summary: 'Pay affiliates what they are owed',
    load: async () => (await import('./payouts/index.js')).addPayouts,
  },
  statements: {
    summary: 'Show what affiliates earned, lost to refunds, and were paid in a period',
    load: async () => (await import('./statements.js')).addStatements,
  },
  webhooks: {
    summary: 'Send events to other systems when something changes',
    load: async () => (await import('./webhooks/index.js')).addWebhooks,
  },
  preview: {
    summary: 'Preview what codes will look like',
    load: async () => (await import('./preview.js')).addPreview,
  },
  api: {
    summary: 'Send a single API request',
    load: async () => (await import('./api.js')).addApi,
  },
  doctor: {
    summary: 'Check the API key, host, clock, and server',
    load: async () => (await import('./doctor.js')).addDoctor,
  },
  profiles: {
    summary: 'Manage stored API keys and base URLs',
    load: async () => (await import('./profiles/index.js')).addProfiles,
  },
  program: {
    summary: 'Show, change, and back up the program that the API key belongs to',
    load: async () => (await import('./program/index.js')).addProgram,
  },
  keys: {
    summary: 'Create, list, and revoke the API keys of a program through its API',
    load: async () => (await import('./keys/index.js')).addKeys,
  },
  admin: {
    summary: 'Administer the database of your own server',
    load: async () => (await import('./admin/index.js')).addAdmin,
  },
  completion: {
    summary: 'Print a shell completion script',
    load: async () => (await import('./completion.js')).addCompletion,
  },
}
