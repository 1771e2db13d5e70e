/**
 * The tasks to measure. Each compares our code with the peers, written the way their users write it. Every variant
 * creates codes from `SAVEJOHN` and random characters of 36 symbols, and returns what it kept.
 */

const symbols36 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const johnSubject = { affiliate: { firstName: 'John' } }
const firstNames = [
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
const lastNames = ['Smith', 'García', 'Brown', 'Müller', 'Jones', 'Novak', 'Davis', 'Lee', 'Ito']

export const read = { sum: 0 }

function look(code) {
  // Reading one character makes V8 materialize a lazily built string.
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
  const { createCodeSequence } = await import('../dist/sequence/sequence.js')
  const structure = {
    codeStructure: { firstName: true, randomChars: true },
    prefix: 'SAVE',
    randomCharsLength: length,
    randomCharsCase: 'uppercase',
  }
  return createCodeSequence(structure, { key: new Uint8Array(16).fill(7), subject: johnSubject })
}

async function createNanoid(name, length) {
  const { customAlphabet } = await import(name)
  return customAlphabet(symbols36, length)
}

function* createSubjects(count) {
  for (let index = 0; index < count; index++) {
    const firstName = firstNames[index % 9]
    const lastName = lastNames[Math.floor(index / 9) % 9]
    yield { affiliate: { firstName, lastName } }
  }
}

async function createFf1(length) {
  const { FF1 } = await import('@noble/ciphers/ff1.js')
  const cipher = FF1(36, new Uint8Array(16).fill(7))
  return (index) => {
    const digits = []
    for (let rest = index, place = 0; place < length; place++) {
      digits.unshift(rest % 36)
      rest = Math.floor(rest / 36)
    }
    let text = 'SAVEJOHN'
    for (const digit of cipher.encrypt(digits)) text += symbols36[digit]
    return text
  }
}

/** Maps each variant and the number of random characters to a function of the number of codes. */
export const ways = {
  'our list': async (length) => {
    const ours = await createOurs(length)
    return (count) => ours.list(johnSubject, count)
  },
  'our stream, distinct': async (length) => {
    const ours = await createOurs(length)
    return (count) => {
      for (const code of ours.stream(johnSubject, count)) look(code)
    }
  },
  'our endless stream, repeats allowed': async (length) => {
    const ours = await createOurs(length)
    return (count) => {
      let left = count
      for (const code of ours.stream(johnSubject)) {
        look(code)
        left--
        if (left <= 0) break
      }
    }
  },
  'our bytes': async (length) => {
    const ours = await createOurs(length)
    return (count) => ours.bytes(johnSubject, count, '')
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
      for (let index = 0; index < count; index++) look(sequence.at(index * 7919))
    }
  },
  'two texts joined, kept': async (length) => {
    const heads = Array.from({ length: 1024 }, () => 'SAVEJOHN')
    const tails = Array.from({ length: 1024 }, (_, index) => String(10 ** (length - 1) + index))
    return (count) => {
      const codes = []
      for (let index = 0; index < count; index++) {
        codes.push(heads[index & 1023] + tails[(index * 7) & 1023])
      }
      return codes
    }
  },
  'voucher-code-generator': async (length) => {
    const { default: voucher } = await import('voucher-code-generator')
    return (count) => voucher.generate({ count, length, charset: symbols36, prefix: 'SAVEJOHN' })
  },
  'noble FF1': async (length) => {
    const toCode = await createFf1(length)
    return (count) => {
      for (let index = 0; index < count; index++) look(toCode(index))
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
      for (let index = 0; index < count; index++) look(`SAVEJOHN${nanoid()}`)
    }
  }
}

const million = 1_000_000
const slow = 20_000

function toTask(title, length, runs) {
  return { title, length, runs }
}

/** The rows of the table. The first variant is ours. Each has the number of codes that it creates. */
export const tasks = [
  ...[4, 8].map((length) =>
    toTask(`distinct list, ${length} random`, length, [
      ['our list', million],
      ['nanoid 5 + Set', million],
      ['nanoid 6 + Set', million],
      ['voucher-code-generator', million],
      ['two texts joined, kept', million],
    ]),
  ),
  ...[4, 8].map((length) =>
    toTask(`stream, ${length} random`, length, [
      ['our endless stream, repeats allowed', million],
      ['nanoid 5, repeats allowed', million],
      ['nanoid 6, repeats allowed', million],
      ['our stream, distinct', million],
    ]),
  ),
  ...[4, 8].map((length) =>
    toTask(`distinct bytes, ${length} random`, length, [
      ['our bytes', million],
      ['nanoid 6 + Set', million],
      ['voucher-code-generator', million],
    ]),
  ),
  toTask('10 million distinct as bytes, 8 random', 8, [
    ['our bytes', 10 * million],
    ['nanoid 6 + Set', 10 * million],
  ]),
  toTask('sequence: range, 4 random', 4, [
    ['our range', million],
    ['noble FF1', slow],
  ]),
  toTask('sequence: at, 8 random', 8, [
    ['our at', 200_000],
    ['noble FF1', slow],
  ]),
  toTask('batch with both names, 6 random', 6, [['our batch', million]]),
  toTask('batch of 10 million', 6, [['our batch', 10 * million]]),
]
