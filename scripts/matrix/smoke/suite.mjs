import {
  createReferlyClient,
  isAbortedError,
  isAuthenticationError,
  isConflictError,
  isTimeoutError,
} from '@referly-kit/client'
import { isWebhookVerificationError, verifyWebhook } from '@referly-kit/client/webhooks'
import { createCodeGenerator, generateCode, parseCode } from '@referly-kit/codegen-structure'
import { createCodeSequence } from '@referly-kit/codegen-structure/sequence'
import { parseAffiliates } from '@referly-kit/csv'
import { evaluateRedemption } from '@referly-kit/redemption'
import { couponTypes } from '@referly-kit/types'

// The smoke suite. It is plain ECMAScript, so that Node, Bun, Deno, workerd, and browsers run the same file.

const apiKey = 'sk_smoke_never_shown'
const structure = {
  codeStructure: { firstName: true, randomChars: true },
  prefix: 'SAVE',
  randomCharsLength: 4,
  randomCharsCase: 'uppercase',
}
const john = { affiliate: { firstName: 'John' } }

// At module scope on purpose: workerd allows no randomness, timers, or requests here.
const generator = createCodeGenerator(structure)
const sequence = createCodeSequence(structure, { key: new Uint8Array(16).fill(7), subject: john })
const idleClient = createReferlyClient({ apiKey })

/** Fills a buffer with the bytes for 8, X, 4, and Z. */
function fillWithExample(buffer) {
  for (let index = 0; index < buffer.length; index++) buffer[index] = [8, 33, 4, 35][index % 4]
}

function assertEqual(actual, expected) {
  const [got, wanted] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (got !== wanted) throw new Error(`expected ${wanted}, got ${got}`)
}

async function readRejection(promise) {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('expected an error, got a response')
}

/** The cases by name. `create` returns a client for the smoke server. */
const cases = {
  'generates the documented example': () => {
    assertEqual(generateCode(structure, john, { random: fillWithExample }).code, 'SAVEJOHN8X4Z')
  },
  'generates a code with the randomness of the platform': () => {
    assertEqual(/^SAVEJOHN[0-9A-Z]{4}$/.test(generateCode(structure, john).code), true)
  },
  'generates 20,000 different codes': () => {
    assertEqual(new Set(generator.list(john, 20_000)).size, 20_000)
  },
  'reads affiliates from a CSV file in Windows-1252': () => {
    const text = 'E-Mail;Full Name\r\nann@example.com;Ann L\u00e9e\r\nbo;Bo Li'
    const bytes = Uint8Array.from(text, (letter) => letter.codePointAt(0) ?? 0)
    const { affiliates, problems } = parseAffiliates(bytes)
    const [{ firstName, lastName }] = affiliates
    assertEqual([firstName, lastName, problems.length], ['Ann', 'L\u00e9e', 1])
  },
  'finds the index of a code in a sequence': () => {
    const indexes = [0, 1, 35, 1_679_615]
    const codes = indexes.map((index) => sequence.at(index))
    assertEqual(
      codes.map((code) => sequence.indexOf(code.toLowerCase())),
      indexes,
    )
    assertEqual([...sequence.range(0, 2)], codes.slice(0, 2))
  },
  'parses a code into its parts': () => {
    const { parts } = parseCode('SAVEJOHN8X4Z', structure)
    assertEqual(
      parts.map(({ text }) => text),
      ['SAVE', 'JOHN', '8X4Z'],
    )
  },
  'discounts an order to the cent': () => {
    const verdict = evaluateRedemption({
      coupon: { percentOff: 15 },
      code: { code: 'JOHN15', expiresAt: '2026-12-31T23:59:59Z', minimumAmount: 20 },
      order: { amount: 34.9, currency: 'USD' },
      now: new Date('2026-11-20T12:00:00Z'),
    })
    assertEqual([verdict.redeemable, verdict.discount.total], [true, 29.66])
    assertEqual(couponTypes, ['PERCENTAGE', 'FLAT'])
  },
  // The example of https://docs.svix.com/receiving/verifying-payloads/how-manual.
  'verifies a webhook, and refuses a forged one': async () => {
    const body = '{"event_type":"ping","data":{"success":true}}'
    const headers = new Headers({
      'svix-id': 'msg_loFOjxBNrRLzqYUf',
      'svix-timestamp': '1731705121',
      'svix-signature': 'v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=',
    })
    const verify = (rawBody) =>
      verifyWebhook(rawBody, headers, 'whsec_plJ3nmyCDGBKInavdOK15jsl', {
        now: new Date(1731705121000),
      })
    assertEqual((await verify(new TextEncoder().encode(body))).body.data, { success: true })
    const error = await readRejection(verify(`${body} `))
    assertEqual([isWebhookVerificationError(error), error.code], [true, 'NO_MATCHING_SIGNATURE'])
  },
  'creates a client at module scope': () => {
    assertEqual(typeof idleClient.coupons.list, 'function')
  },
  'creates a coupon': async (create) => {
    const coupon = await create().coupons.create({ name: 'Spring', percentOff: 20 })
    assertEqual([coupon.id, coupon.name], ['c1', 'Spring'])
  },
  'turns one, many, or no records into an array': async (create) => {
    const { coupons } = create()
    const lists = [await coupons.list({ name: 'one' }), await coupons.list({ name: 'none' })]
    assertEqual(
      [...lists, await coupons.list()].map((list) => list.length),
      [1, 0, 2],
    )
  },
  'stops the transfer of an endless list on break': async (create, baseUrl) => {
    const seen = []
    for await (const { code } of create().promotionalCodes.iterate()) {
      seen.push(code)
      if (seen.length === 3) break
    }
    assertEqual(seen, ['CODE0', 'CODE1', 'CODE2'])
    // The server responds once the connection of the list is closed.
    const response = await fetch(`${baseUrl}/ended`)
    assertEqual(await response.json(), 'ended')
  },
  'retries a 429 after Retry-After': async (create) => {
    let attempts = 0
    const count = (request, next) => {
      attempts++
      return next(request)
    }
    const affiliates = await create({ middleware: [count] }).affiliates.list()
    assertEqual([affiliates.length, attempts], [0, 2])
  },
  'throws a ConflictError for a 409': async (create) => {
    const call = create().promotionalCodes.create({ couponId: 'c1', code: 'TAKEN' })
    const error = await readRejection(call)
    assertEqual([isConflictError(error), error.status], [true, 409])
  },
  'never shows the API key in an error': async (create) => {
    const error = await readRejection(create().referrals.list())
    assertEqual(isAuthenticationError(error), true)
    const shown = [String(error), error.stack, error.body, JSON.stringify(error)].join('\n')
    assertEqual(shown.includes(apiKey), false)
  },
  'times out when the server does not respond': async (create) => {
    const call = create({ retries: 0 }).sales.list({}, { timeoutMs: 100 })
    assertEqual(isTimeoutError(await readRejection(call)), true)
  },
  'aborts a call': async (create) => {
    const controller = new AbortController()
    const call = create().sales.list({}, { signal: controller.signal })
    controller.abort()
    assertEqual(isAbortedError(await readRejection(call)), true)
  },
}

async function runCase([name, run], baseUrl) {
  try {
    await run((options) => createReferlyClient({ apiKey, baseUrl, ...options }), baseUrl)
    return { name }
  } catch (error) {
    return { name, error: error instanceof Error ? error.message : String(error) }
  }
}

/**
 * Runs every case and reports the results to the server at the base URL.
 *
 * @param {string} baseUrl
 * @param {Readonly<Record<string, () => unknown>>} [more] additional cases for this runtime
 */
export async function reportCases(baseUrl, more = {}) {
  const results = []
  // Run in sequence, so that one case's rate limit does not delay another.
  for (const each of Object.entries({ ...cases, ...more })) {
    results.push(await runCase(each, baseUrl))
  }
  await fetch(`${baseUrl}/report`, { method: 'POST', body: JSON.stringify(results) })
}
