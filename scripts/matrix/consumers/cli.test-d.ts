import { CliError, isCliError, parseAffiliates, run, type CliErrorCode } from '@referly-kit/cli'
import { expectTypeOf, it } from 'vitest'

it('narrows the code of an error', () => {
  expectTypeOf(run).toBeFunction()
  expectTypeOf(parseAffiliates).toBeFunction()
  expectTypeOf<CliError>().toExtend<Error>()
  const caught: unknown = new Error('x')
  if (isCliError(caught)) expectTypeOf(caught.code).toEqualTypeOf<CliErrorCode>()
})

it('refuses an unknown error code', () => {
  // @ts-expect-error an unknown code
  const code: CliErrorCode = 'OOPS'
  expectTypeOf(code).toExtend<string>()
})
