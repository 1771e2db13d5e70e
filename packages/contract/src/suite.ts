import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AnswerTarget, TargetName } from './answer-target.js'
import { readExchanges } from './answers.js'
import { contractCases } from './cases.js'
import { describeClient } from './client-suite.js'
import type { ContractCase } from './contract-case.js'
import { deviations, omissions, type Deviation } from './deviations.js'
import { findFaults, type Finding } from './findings.js'

/** The name of a target, and a function that starts it. */
export interface TargetStart {
  readonly name: TargetName
  readonly start: () => Promise<AnswerTarget>
}

/**
 * Registers all tests of a target: every case, and the round trips of our client. The target runs as long as they do.
 */
export function describeTarget({ name, start }: TargetStart): void {
  describe(`the contract on ${name}`, () => {
    let target: AnswerTarget | undefined
    const readTarget = (): AnswerTarget => {
      if (target === undefined) throw new TypeError(`${name} has not started.`)
      return target
    }
    beforeAll(async () => {
      target = await start()
    })
    afterAll(() => target?.close())
    for (const contractCase of contractCases) {
      if (!isOmitted(name, contractCase)) describeCase(contractCase, { name, readTarget })
    }
    describeClient(readTarget)
  })
}

function isOmitted(target: TargetName, { name }: ContractCase): boolean {
  return omissions.some((entry) => entry.target === target && entry.cases.includes(name))
}

interface CaseTarget {
  readonly name: TargetName
  readonly readTarget: () => AnswerTarget
}

/**
 * A case in `deviations.ts` must deviate exactly as listed. If a target improves, its test fails until the entry is
 * removed.
 */
function describeCase(contractCase: ContractCase, { name, readTarget }: CaseTarget): void {
  const deviation = readDeviation(name, contractCase)
  it(toTestName(contractCase, deviation), async () => {
    const findings = await readFindings(readTarget(), contractCase)
    if (deviation === undefined) expect(findings).toEqual([])
    else expect(toChecks(findings), JSON.stringify(findings)).toEqual(deviation.checks)
  })
}

async function readFindings(
  target: AnswerTarget,
  contractCase: ContractCase,
): Promise<readonly Finding[]> {
  const exchanges = await readExchanges(target, contractCase)
  return exchanges.flatMap(({ request, answer }) => findFaults(request, answer))
}

function readDeviation(target: TargetName, { name }: ContractCase): Deviation | undefined {
  return deviations.find((entry) => entry.targets.includes(target) && entry.cases.includes(name))
}

function toTestName({ name }: ContractCase, deviation: Deviation | undefined): string {
  return deviation === undefined ? name : `${name} [deviation: ${deviation.reason}]`
}

function toChecks(findings: readonly Finding[]): readonly string[] {
  return [...new Set(findings.map(({ check }) => check))]
}
