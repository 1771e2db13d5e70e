/**
 * Prints the table of docs/benchmarks.md: `tsx bench/main.mjs [rounds] [part of a title]`.
 *
 * Every round runs each variant once, in its own process and in random order; the table shows medians. The package is
 * built first and measured as published.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { tasks } from './tasks.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))
const rounds = Number(process.argv[2] ?? 5)
const wanted = tasks.filter(({ title }) => title.includes(process.argv[3] ?? ''))

function prepare() {
  execFileSync('npx', ['tsc', '-p', 'tsconfig.build.json'], { cwd: `${here}..`, stdio: 'inherit' })
  if (existsSync(`${here}node_modules`)) return
  const install = [
    'pnpm@10.34.9',
    'install',
    '--ignore-workspace',
    '--frozen-lockfile',
    '--ignore-scripts',
  ]
  execFileSync('npx', ['--yes', ...install], { cwd: here, stdio: ['ignore', 2, 2] })
}

function measure() {
  // A variant that appears in two rows runs once for both.
  const runs = new Map()
  for (const { length, runs: ofTask } of wanted) {
    for (const [way, count] of ofTask) {
      runs.set(toKey(way, length, count), { args: [way, length, count], results: [] })
    }
  }
  for (let round = 0; round < rounds; round++) {
    const order = [...runs.values()].map((run) => ({ run, place: Math.random() }))
    for (const { run } of order.toSorted((a, b) => a.place - b.place)) {
      const args = ['--expose-gc', `${here}worker.mjs`, ...run.args.map(String)]
      run.results.push(JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })))
    }
    console.error(`round ${round + 1} of ${rounds}`)
  }
  return runs
}

function toKey(way, length, count) {
  return [way, length, count].join('|')
}

function toMedian(results, name) {
  const sorted = results.map((result) => result[name]).toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}

function printTable(runs) {
  console.log(
    '| task | variant | codes | ns per code | CPU ns per code | vs. ours | CPU vs. ours | peak MB |',
  )
  console.log('| --- | --- | --: | --: | --: | --: | --: | --: |')
  for (const { title, length, runs: ofTask } of wanted) {
    const medians = ofTask.map(([way, count]) => {
      const { results } = runs.get(toKey(way, length, count))
      const [cpu, wall, peak] = ['cpu', 'wall', 'peak'].map((name) => toMedian(results, name))
      return { way, count, cpu, wall, peak }
    })
    const [ours] = medians
    for (const { way, count, cpu, wall, peak } of medians) {
      const times =
        way === ours.way
          ? ['', '']
          : [wall / ours.wall, cpu / ours.cpu].map((ratio) => `${ratio.toFixed(1)}x`)
      const figures = [wall.toFixed(0), cpu.toFixed(0), ...times, peak.toFixed(0)]
      console.log(`| ${[title, way, count.toLocaleString('en'), ...figures].join(' | ')} |`)
    }
  }
}

function printMachine() {
  const { dependencies } = JSON.parse(readFileSync(`${here}package.json`, 'utf8'))
  const [cpu] = cpus()
  const peers = Object.entries(dependencies).map(([name, version]) => `${name} ${version}`)
  console.log(
    `\n${cpu?.model.trim()}, ${cpus().length} cores, Node ${process.versions.node}, ` +
      `${new Date().toISOString().slice(0, 10)}; ${rounds} rounds; peers: ${peers.join(', ')}.`,
  )
}

prepare()
const runs = measure()
printTable(runs)
printMachine()
