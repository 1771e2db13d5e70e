import { readFileSync, writeFileSync } from 'node:fs'
import type { OpenApiSchema } from '@referly-kit/specs/document'
import { parse } from 'yaml'

/** A schema with the rules of its fields. */
interface InputSchema extends OpenApiSchema {
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, FieldSchema>>
}

interface FieldSchema extends OpenApiSchema {
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: boolean
  readonly maxLength?: number
  readonly pattern?: string
  readonly format?: string
}

interface Document {
  readonly components: { readonly schemas: Readonly<Record<string, InputSchema>> }
}

const target = new URL('../src/page/forms/rules.ts', import.meta.url)

const seal = `// Generated from specs/referly.yaml and specs/kit.yaml by \`pnpm generate\`. Do not edit.
import type { FieldRule } from './check-field.js'

type Rules = Readonly<Record<string, FieldRule>>

`

/** The inputs that the console has forms for, by contract. */
const inputs: Readonly<Record<string, readonly string[]>> = {
  'referly.yaml': [
    'NewCoupon',
    'CouponUpdate',
    'NewPromotionalCode',
    'PromotionalCodeUpdate',
    'NewAffiliate',
    'AffiliateUpdate',
    'NewSale',
    'SaleUpdate',
  ],
  'kit.yaml': ['NewRefund', 'NewAdjustment', 'ProgramUpdate', 'NewWebhook', 'WebhookUpdate'],
}

/**
 * Returns the rules of a schema that concern one field at a time. The forms apply the others by the fields that they
 * show and require.
 */
function toRules({ properties = {}, required = [] }: InputSchema): object {
  const entries = Object.entries(properties).filter(([, { type }]) =>
    /string|number|integer/.test(String(type)),
  )
  return Object.fromEntries(
    entries.map(([name, schema]) => [name, toRule(schema, required.includes(name))]),
  )
}

function toRule(schema: FieldSchema, isRequired: boolean): object {
  const { type, minimum, maximum, exclusiveMinimum, maxLength, pattern, format } = schema
  return {
    type: format === 'date-time' || format === 'email' ? format : type,
    ...(isRequired ? { isRequired } : {}),
    ...(minimum === undefined ? {} : { [exclusiveMinimum === true ? 'above' : 'least']: minimum }),
    ...(maximum === undefined ? {} : { most: maximum }),
    ...(maxLength === undefined ? {} : { longest: maxLength }),
    ...(pattern === undefined ? {} : { pattern }),
  }
}

function toExport(name: string, schema: InputSchema): string {
  const variable = `${name[0]?.toLowerCase()}${name.slice(1)}Rules`
  const rules = JSON.stringify(toRules(schema), null, 2)
  return `/** The rules of the fields of \`${name}\`. */\nexport const ${variable}: Rules = ${rules}\n`
}

const exported = Object.entries(inputs).flatMap(([file, names]) => {
  const source = new URL(`../../../specs/${file}`, import.meta.url)
  const { components } = parse(readFileSync(source, 'utf8')) as Document
  return names.map((name) => toExport(name, components.schemas[name] ?? {}))
})
const text = seal + exported.join('\n')

if (!process.argv.includes('--check')) {
  writeFileSync(target, text)
} else if (readFileSync(target, 'utf8') !== text) {
  console.error('src/page/forms/rules.ts is out of date. Run `pnpm generate`.')
  process.exitCode = 1
}
