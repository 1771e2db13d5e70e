import { CliError, isCliError, planCodes, run, type CliErrorCode } from '@referly-kit/cli'
import { expectTypeOf, it } from 'vitest'

it('its errors have closed codes', () => {
  expectTypeOf(run).toBeFunction()
  expectTypeOf(planCodes).toBeFunction()
  expectTypeOf<CliError>().toExtend<Error>()
  const caught: unknown = new Error('x')
  if (isCliError(caught)) expectTypeOf(caught.code).toEqualTypeOf<CliErrorCode>()
})

it('a mistake does not compile', () => {
  // @ts-expect-error there is no such code
  const code: CliErrorCode = 'OOPS'
  expectTypeOf(code).toExtend<string>()
})
