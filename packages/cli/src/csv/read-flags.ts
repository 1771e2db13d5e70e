import type { AffiliateOptions, NameOrder } from '@referly-kit/csv'
import { Option, type Command } from 'commander'
import { CliError } from '../errors.js'
import { termNames, terms } from '../plans/terms.js'

/** The flags of a command that reads a CSV file. */
export interface ReadFlags {
  readonly encoding?: string | undefined
  /** Each as `NAME=TITLE`. */
  readonly column?: readonly string[] | undefined
  readonly nameOrder?: NameOrder | undefined
}

/** The columns of a file of affiliates. */
export const affiliateColumnNames: readonly string[] = ['first_name', 'last_name', 'name', 'email']

/** The columns of a file of affiliates to import. */
export const importColumnNames: readonly string[] = [...affiliateColumnNames, 'commission_rate']

/** The columns of a plan. */
export const planColumnNames: readonly string[] = [
  'first_name',
  'last_name',
  'email',
  'code',
  'coupon_id',
  ...termNames.map((name) => terms[name].title),
]

/** Adds the options for reading a CSV file: `--encoding` and `--column`. */
export function addReadOptions<C extends Command>(command: C): C {
  return command
    .addOption(
      new Option(
        '--encoding <name>',
        'Encoding of the CSV file, such as windows-1250, gbk, or shift_jis (default: detected)',
      ),
    )
    .addOption(
      new Option(
        '--column <name=title>',
        'Column of your file to use, by title or number, such as email=Adresse (repeatable)',
      ).argParser((value: string, previous: readonly string[] | undefined) => [
        ...(previous ?? []),
        value,
      ]),
    )
}

/** Adds the options for reading a CSV file of affiliates: those of every CSV file, and `--name-order`. */
export function addAffiliateReadOptions<C extends Command>(command: C): C {
  return addReadOptions(command).addOption(
    new Option(
      '--name-order <order>',
      'Order of full names in one column (default: first-last; a comma always means last, first)',
    ).choices(['first-last', 'last-first']),
  )
}

/**
 * Converts flags to the options of the CSV reader.
 *
 * @param names The columns that the command reads
 * @throws CliError `INVALID_USAGE`
 */
export function toReadOptions(
  { encoding, column = [], nameOrder }: ReadFlags,
  names: readonly string[],
): AffiliateOptions {
  const columns = new Map<string, string>()
  for (const text of column) {
    const [, name = '', title = ''] = /^\s*([^=]*?)\s*=\s*(.*?)\s*$/s.exec(text) ?? []
    const key = names.find((known) => toKey(known) === toKey(name))
    if (key === undefined || title === '') {
      throw new CliError('INVALID_USAGE', {
        field: '--column',
        expected: `NAME=TITLE, where NAME is one of ${names.join(', ')}`,
        received: `"${text.slice(0, 60)}"`,
      })
    }
    columns.set(key, title)
  }
  return { encoding, columns, nameOrder }
}

function toKey(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, '')
}

/** Returns the flags as words of a command line. */
export function toFlagWords({ encoding, column = [], nameOrder }: ReadFlags): readonly string[] {
  return [
    ...(encoding === undefined ? [] : ['--encoding', encoding]),
    ...column.flatMap((text) => ['--column', text]),
    ...(nameOrder === undefined ? [] : ['--name-order', nameOrder]),
  ]
}
