import {
  ConflictError,
  ConnectionError,
  InvalidRequestError,
  OutcomeUnknownError,
  RateLimitError,
  TimeoutError,
} from '@referly-kit/client'
import { createCodeGenerator } from '@referly-kit/codegen-structure'
import { describe, expect, it } from 'vitest'
import { CliError } from '../src/errors.js'
import { toUserMessage } from '../src/library-errors.js'

function readError(action: () => unknown): unknown {
  try {
    action()
  } catch (error) {
    return error
  }
  return expect.unreachable()
}

function createInputError(parts: object): unknown {
  return Object.assign(new Error('the sentence of the library'), parts)
}

describe('an error about input, from any library', () => {
  it.each([
    ['percentOff', '--percent-off'],
    ['randomCharsLength', '--random'],
    ['maxLength', '--max-length'],
    ['durationInMonths', '--months'],
    ['affiliateEmail', '--affiliate'],
    ['baseUrl', '--base-url'],
    ['order.items[2].quantity', 'order.items[2].quantity'],
  ])('calls %s %s', (field, flag) => {
    const error = createInputError({ field, expected: 'between 1 and 100' })
    expect(toUserMessage(error)).toBe(`\`${flag}\` must be between 1 and 100.`)
  })

  it('has the received value and the hint of the library', () => {
    const parts = { field: 'percentOff', expected: 'between 1 and 100', received: '120' }
    const hint = 'Use another discount.'
    expect(toUserMessage(createInputError({ ...parts, hint }))).toBe(
      '`--percent-off` must be between 1 and 100, but was 120. Use another discount.',
    )
  })

  it('keeps its message when it has no parts', () => {
    expect(toUserMessage(new Error('The disk\nis full.'))).toBe('The disk is full.')
    expect(toUserMessage('thrown text')).toBe('thrown text')
  })
})

describe('an error of the code generator', () => {
  const ann = { affiliate: { firstName: 'Ann' } }
  const named = { codeStructure: { firstName: true, randomChars: true }, randomCharsLength: 1 }

  it('names the flag of the prefix', () => {
    const error = readError(() => createCodeGenerator({ codeStructure: {}, prefix: 'É' }))
    expect(toUserMessage(error)).toMatch(
      /^`--prefix` must be .*, but was .*Remove these characters/,
    )
  })

  it('names the flags that make a code shorter', () => {
    const structure = { codeStructure: {}, prefix: 'SPRINGSALE', maxLength: 5 }
    const error = readError(() => createCodeGenerator(structure).one({}))
    expect(toUserMessage(error)).toMatch(/^`--max-length` must be .*raise --max-length/)
  })

  it('gives the numbers of codes that are needed, possible, and taken', () => {
    const generator = createCodeGenerator(named, { taken: ['ANN7'] })
    const error = readError(() => [...generator.batch(Array.from({ length: 40 }, () => ann))])
    expect(toUserMessage(error)).toBe(
      '40 affiliates need codes with the same beginning, but only 36 exist and 1 of them is already taken. Raise --random, or shorten the list.',
    )
  })

  it('explains that names repeat and the codes have no random part', () => {
    const generator = createCodeGenerator({ codeStructure: { firstName: true } })
    const error = readError(() => [...generator.batch([ann, ann])])
    expect(toUserMessage(error)).toBe(
      '2 affiliates would have the same code, because names repeat and the codes have no random part. Add --random.',
    )
  })

  it('explains that the only possible code is taken', () => {
    const generator = createCodeGenerator(
      { codeStructure: { firstName: true } },
      { taken: ['ANN'] },
    )
    const error = readError(() => [...generator.batch([ann])])
    expect(toUserMessage(error)).toMatch(/^The only possible code is already taken\. Add --random/)
  })

  it('explains that a name has no letters for a code', () => {
    const generator = createCodeGenerator({ codeStructure: { firstName: true } })
    const error = readError(() => generator.one({ affiliate: { firstName: '李雷' } }))
    expect(toUserMessage(error)).toMatch(/^A code would be empty, because .* Add --random/)
  })
})

describe('an error of a call', () => {
  const call = { method: 'POST', path: '/coupons', attempts: 1 } as const
  const refused = new ConnectionError({ ...call, sent: false, cause: undefined })
  const lost = new ConnectionError({ ...call, sent: true, cause: undefined })
  const late = new TimeoutError({ ...call, timeoutMs: 30_000, bound: 'attempt' })

  it.each([
    [
      'could not connect',
      refused,
      /^POST \/coupons could not connect\. Check the network and the base URL \(--base-url/,
    ],
    ['lost its connection', lost, /^POST \/coupons lost its connection/],
    ['timed out', late, /^POST \/coupons timed out after 30 s\.$/],
    [
      'has an unknown outcome',
      new OutcomeUnknownError({ ...call, cause: late }),
      /^POST \/coupons may have created the record: POST .* 30 s\. Look it up before you try again\.$/,
    ],
    [
      'was refused by the server',
      new InvalidRequestError({ ...call, status: 400, body: '' }),
      /^POST \/coupons failed with status 400/,
    ],
    [
      'was refused by the kit API',
      new ConflictError({
        ...call,
        status: 409,
        body: '',
        errorBody: { error: 409, message: 'Nothing is payable.', code: 'NOTHING_PAYABLE' },
      }),
      /^Nothing is payable\.$/,
    ],
    [
      'must wait, with the time in its message',
      new RateLimitError({
        ...call,
        status: 429,
        body: '',
        errorBody: { error: 429, message: 'Too many requests. Try again in 900 s.' },
        retryAfterMs: 900_000,
      }),
      /^POST \/coupons failed with status 429: Too many requests\. Try again in 900 s\.$/,
    ],
  ])('that %s is explained without names of the client API', (_, error, message) => {
    expect(toUserMessage(error)).toMatch(message)
    expect(toUserMessage(error)).not.toMatch(/resume\(\)|timeoutMs|baseUrl/)
  })
})

describe('CliError', () => {
  it('builds its sentence from the parts of the problem, and keeps them', () => {
    const problem = {
      field: '--coupon',
      expected: 'the id of a coupon',
      received: 'empty',
      hint: 'See: referly coupons list',
    }
    const error = new CliError('INVALID_USAGE', problem)
    expect(error).toMatchObject({ code: 'INVALID_USAGE', ...problem })
    expect(error.message).toBe(
      '`--coupon` must be the id of a coupon, but was empty. See: referly coupons list',
    )
    expect(toUserMessage(error)).toBe(error.message)
  })

  it('has no parts when the problem is a sentence', () => {
    expect(new CliError('NETWORK', 'No route.')).toMatchObject({
      field: undefined,
      hint: undefined,
    })
  })
})
