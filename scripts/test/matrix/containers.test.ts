import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { parseDockerfile } from '../../src/matrix/dockerfile.js'
import { listDocumented } from '../../src/matrix/image.js'

interface Service {
  readonly image?: string
  readonly environment: Readonly<Record<string, string>>
  readonly ports?: readonly string[]
  readonly volumes?: readonly string[]
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly healthcheck?: { readonly test: readonly string[] }
}

interface Compose {
  readonly services: Readonly<Record<'referly' | 'database', Service>>
  readonly volumes: Readonly<Record<string, unknown>>
}

function read(path: string): string {
  return readFileSync(new URL(`../../../packages/server/${path}`, import.meta.url), 'utf8')
}

const text = read('compose.yaml')
const { services, volumes } = parse(text) as Compose
const page = read('docs/containers.md')
const stages = parseDockerfile(read('Dockerfile'))

describe('the Dockerfile', () => {
  it('names exact versions, and no registry', () => {
    for (const { image } of stages) expect(image).toMatch(/^node:\d+\.\d+\.\d+-[a-z-]+$/)
    expect(read('Dockerfile') + text + page).not.toMatch(/registry\.|ghcr\.io|gcr\.io|docker\.io/)
  })

  it('does not run the server as root', () => {
    const users = stages.at(-1)?.instructions.filter(({ name }) => name === 'USER')
    expect(users?.map((user) => user.text)).toEqual(['node'])
  })
})

describe('compose.yaml', () => {
  it('has no password of its own, and does not start without one', () => {
    const uses = text.match(/\$\{POSTGRES_PASSWORD[^}]*\}/g)
    expect(uses).toHaveLength(2)
    for (const use of uses ?? []) expect(use).toMatch(/^\$\{POSTGRES_PASSWORD:\?Set it/)
    expect(services.database.environment['POSTGRES_PASSWORD']).toBe(uses?.[1])
  })

  it('gives the server the user, password, and database that PostgreSQL has', () => {
    const {
      POSTGRES_USER: user,
      POSTGRES_DB: name,
      POSTGRES_PASSWORD: password,
    } = services.database.environment
    expect(services.referly.environment['DATABASE_URL']).toBe(
      `postgres://${user}:${password}@database:5432/${name}`,
    )
    const words = ['CMD', 'pg_isready', '--username', user, '--dbname', name]
    expect(services.database.healthcheck?.test).toEqual(words)
    expect(services.referly.depends_on?.['database']?.condition).toBe('service_healthy')
  })

  it('opens the port of the image to this machine only', () => {
    const [port] = services.referly.ports ?? []
    expect(port).toMatch(/^127\.0\.0\.1:/)
    const exposed = stages.at(-1)?.instructions.find(({ name }) => name === 'EXPOSE')
    expect(port?.endsWith(`:${exposed?.text}`)).toBe(true)
    expect(services.database.ports).toBeUndefined()
  })

  it('keeps the records in a volume, and pins PostgreSQL', () => {
    const [volume = ''] = services.database.volumes ?? []
    expect(volume).toBe('database:/var/lib/postgresql/data')
    expect(Object.keys(volumes)).toEqual(['database'])
    expect(services.database.image).toMatch(/^postgres:\d+\.\d+-[a-z]+$/)
  })

  it('sets only variables that the server reads', () => {
    const settings = read('docs/settings.md')
    for (const name of Object.keys(services.referly.environment)) {
      expect(settings).toContain(`\`${name}\``)
    }
  })

  it('reads from .env what its page describes', () => {
    const names = new Set([...text.matchAll(/\$\{(\w+)/g)].map(([, name]) => name))
    const described = [...page.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name)
    expect(described.toSorted()).toEqual([...names].toSorted())
  })
})

it('lists the commands that a page runs in the container', () => {
  const lines = 'docker compose run --rm referly referly admin programs create "A B" --json\n'
  expect(listDocumented(lines)).toEqual([
    ['referly', 'admin', 'programs', 'create', 'A B', '--json'],
  ])
})
