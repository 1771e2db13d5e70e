import { describe, expect, it } from 'vitest'
import { expandVariables, parseAssignments, parseDockerfile } from '../../src/matrix/dockerfile.js'

describe('parseDockerfile', () => {
  it('reads stages, flags, joined lines, and both forms of a command', () => {
    const text = `# A comment
FROM node:22.1.0-slim AS install
RUN npm install \\
    # A comment between joined lines

    --omit=dev $PACKAGES

from node:22.1.0-slim
COPY --from=install /app/node_modules /app/node_modules
HEALTHCHECK --interval=10s --timeout=5s \\
  CMD ["node", "--eval", "f(1, [2])"]
CMD ["referly", "serve"]
`
    const [install, last, ...others] = parseDockerfile(text)
    expect(others).toEqual([])
    expect(install).toMatchObject({ image: 'node:22.1.0-slim', name: 'install' })
    expect(install?.instructions).toMatchObject([
      { name: 'RUN', text: 'npm install --omit=dev $PACKAGES', words: undefined, flags: {} },
    ])
    expect(last).toMatchObject({ image: 'node:22.1.0-slim', name: undefined })
    expect(last?.instructions).toMatchObject([
      {
        name: 'COPY',
        text: '/app/node_modules /app/node_modules',
        flags: { from: 'install' },
      },
      {
        name: 'HEALTHCHECK',
        words: ['node', '--eval', 'f(1, [2])'],
        flags: { interval: '10s', timeout: '5s' },
      },
      { name: 'CMD', words: ['referly', 'serve'] },
    ])
  })

  it.each([
    ['an unknown instruction', 'FROM a\nADD b c', 'ADD b c'],
    ['a here-document', 'FROM a\nRUN <<END\nls\nEND', 'Here-documents'],
    ['a command before the first stage', 'RUN ls', 'before the first FROM'],
    ['a stage that is not supported', 'FROM a b c', 'FROM a b c'],
    ['a list with a number', 'FROM a\nCMD ["a", 1]', 'list of strings'],
  ])('refuses %s', (_what, text, message) => {
    expect(() => parseDockerfile(text)).toThrow(message)
  })
})

it('reads the assignments of ENV, and refuses its old form', () => {
  expect(parseAssignments('A=1 B="two words" PATH=/app/bin:$PATH')).toEqual([
    ['A', '1'],
    ['B', 'two words'],
    ['PATH', '/app/bin:$PATH'],
  ])
  expect(() => parseAssignments('A 1')).toThrow('ENV A 1')
})

it('replaces variables as a shell does', () => {
  const variables = { PATH: '/bin', A: 'a' }
  expect(expandVariables('/app:$PATH', variables)).toBe('/app:/bin')
  expect(expandVariables('${A}b$NONE', variables)).toBe('ab')
})
