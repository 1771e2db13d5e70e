/**
 * What is measured. Each task of the table has our way and the ways of the peers as their users write them; every way
 * makes codes of `SAVEJOHN` and random characters of 36, and gives back what it kept.
 */

const SYMBOLS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const SUBJECT = { affiliate: { firstName: 'John' } }
const FIRST_NAMES = [
  'Anna',
  'Peter',
  'José',
  'Sophie',
  'Liam',
  'Łukasz',
  'Mary Ann',
  "O'Neil",
  'Ben',
]
const LAST_NAMES = ['Smith', 'García', 'Brown', 'Müller', 'Jones', 'Novak', 'Davis', 'Lee', 'Ito']

export const read = { sum: 0 }

function look(code) {
  // Reading one character makes V8 finish a text that it has only promised.
  read.sum ^= code.charCodeAt(code.length - 1)
}

async function createOurs(length, parts = { firstName: true }) {
  const { createCodeGenerator } = await import('../dist/index.js')
  return createCodeGenerator({
    codeStructure: { ...parts, randomChars: true },
    prefix: 'SAVE',
    randomCharsLength: length,
    randomCharsCase: 'uppercase',
  })
}

async function createSequence(length) {
  const { createCodeSequence } = await import('../dist/sequence.js')
  const structure = {
    codeStructure: { firstName: true, randomChars: true },
    prefix: 'SAVE',
    randomCharsLength: length,
    randomCharsCase: 'uppercase',
  }
  return createCodeSequence(structure, { key: new Uint8Array(16).fill(7), subject: SUBJECT })
}

async function createNanoid(name, length) {
  const { customAlphabet } = await import(name)
  return customAlphabet(SYMBOLS, length)
}

function* createSubjects(count) {
  for (let index = 0; index < count; index += 1) {
    const firstName = FIRST_NAMES[index % 9]
    const lastName = LAST_NAMES[Math.floor(index / 9) % 9]
    yield { affiliate: { firstName, lastName } }
  }
}

async function createFf1(length) {
  const { FF1 } = await import('@noble/ciphers/ff1.js')
  const cipher = FF1(36, new Uint8Array(16).fill(7))
  return (index) => {
    const digits = []
    for (let rest = index, place = 0; place < length; place += 1) {
      digits.unshift(rest % 36)
      rest = Math.floor(rest / 36)
    }
    let text = 'SAVEJOHN'
    for (const digit of cipher.encrypt(digits)) text += SYMBOLS[digit]
    return text
  }
}

/** For each way: from the number of random characters to a function of the number of codes. */
export const ways = {
  'our list': async (length) => {
    const ours = await createOurs(length)
    return (count) => ours.list(SUBJECT, count)
  },
  'our stream, distinct': async (length) => {
    const ours = await createOurs(length)
    return (count) => {
      for (const code of ours.stream(SUBJECT, count)) look(code)
    }
  },
  'our endless stream, repeats allowed': async (length) => {
    const ours = await createOurs(length)
    return (count) => {
      let left = count
      for (const code of ours.stream(SUBJECT)) {
        look(code)
        left -= 1
        if (left <= 0) break
      }
    }
  },
  'our bytes': async (length) => {
    const ours = await createOurs(length)
    return (count) => ours.bytes(SUBJECT, count, '')
  },
  'our batch': async (length) => {
    const ours = await createOurs(length, { firstName: true, lastName: true })
    return (count) => {
      for (const { code } of ours.batch(createSubjects(count))) look(code)
    }
  },
  'our range': async (length) => {
    const sequence = await createSequence(length)
    return (count) => {
      for (const code of sequence.range(0, count)) look(code)
    }
  },
  'our at': async (length) => {
    const sequence = await createSequence(length)
    return (count) => {
      for (let index = 0; index < count; index += 1) look(sequence.at(index * 7919))
    }
  },
  'two texts joined, kept': async (length) => {
    const heads = Array.from({ length: 1024 }, () => 'SAVEJOHN')
    const tails = Array.from({ length: 1024 }, (_, index) => String(10 ** (length - 1) + index))
    return (count) => {
      const codes = []
      for (let index = 0; index < count; index += 1) {
        codes.push(heads[index & 1023] + tails[(index * 7) & 1023])
      }
      return codes
    }
  },
  'voucher-code-generator': async (length) => {
    const { default: voucher } = await import('voucher-code-generator')
    return (count) => voucher.generate({ count, length, charset: SYMBOLS, prefix: 'SAVEJOHN' })
  },
  'noble FF1': async (length) => {
    const toCode = await createFf1(length)
    return (count) => {
      for (let index = 0; index < count; index += 1) look(toCode(index))
    }
  },
}

for (const [name, title] of [
  ['nanoid', 'nanoid 5'],
  ['nanoid6', 'nanoid 6'],
]) {
  ways[`${title} + Set`] = async (length) => {
    const nanoid = await createNanoid(name, length)
    return (count) => {
      const codes = new Set()
      while (codes.size < count) codes.add(`SAVEJOHN${nanoid()}`)
      return [...codes]
    }
  }
  ways[`${title}, repeats allowed`] = async (length) => {
    const nanoid = await createNanoid(name, length)
    return (count) => {
      for (let index = 0; index < count; index += 1) look(`SAVEJOHN${nanoid()}`)
    }
  }
}

const MILLION = 1_000_000
const SLOW = 20_000

function toTask(title, length, runs) {
  return { title, length, runs }
}

/** The rows of the table; the first way is ours, each with how many codes it makes. */
export const tasks = [
  ...[4, 8].map((length) =>
    toTask(`distinct list, ${length} random`, length, [
      ['our list', MILLION],
      ['nanoid 5 + Set', MILLION],
      ['nanoid 6 + Set', MILLION],
      ['voucher-code-generator', MILLION],
      ['two texts joined, kept', MILLION],
    ]),
  ),
  ...[4, 8].map((length) =>
    toTask(`stream, ${length} random`, length, [
      ['our endless stream, repeats allowed', MILLION],
      ['nanoid 5, repeats allowed', MILLION],
      ['nanoid 6, repeats allowed', MILLION],
      ['our stream, distinct', MILLION],
    ]),
  ),
  ...[4, 8].map((length) =>
    toTask(`distinct bytes, ${length} random`, length, [
      ['our bytes', MILLION],
      ['nanoid 6 + Set', MILLION],
      ['voucher-code-generator', MILLION],
    ]),
  ),
  toTask('10 million distinct as bytes, 8 random', 8, [
    ['our bytes', 10 * MILLION],
    ['nanoid 6 + Set', 10 * MILLION],
  ]),
  toTask('sequence: range, 4 random', 4, [
    ['our range', MILLION],
    ['noble FF1', SLOW],
  ]),
  toTask('sequence: at, 8 random', 8, [
    ['our at', 200_000],
    ['noble FF1', SLOW],
  ]),
  toTask('batch with both names, 6 random', 6, [['our batch', MILLION]]),
  toTask('batch of 10 million', 6, [['our batch', 10 * MILLION]]),
]
