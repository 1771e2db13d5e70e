import { RedemptionInputError } from './errors.js'

// ISO 4217 list one (January 2026): the currencies in use, and the funds codes that prices are stated in. BGN and ANG,
// replaced in 2026 and 2025, stay for the records of programs that used them.
const known: ReadonlySet<string> = new Set(
  `AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE
  CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD
  HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD
  MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR
  RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH
  UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG`.split(/\s+/),
)

// The column "minor unit" of the same list, where it is not 2. The funds codes CLF, UYI, and UYW are in the list too.
// Stripe's exceptions (ISK times 100, MGA whole) concern its API, not the currency.
const exponents: ReadonlyMap<string, number> = new Map(
  Object.entries({
    ...toExponents('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF', 0),
    ...toExponents('BHD IQD JOD KWD LYD OMR TND', 3),
    ...toExponents('CLF UYW', 4),
  }),
)

function toExponents(codes: string, exponent: number): Record<string, number> {
  return Object.fromEntries(codes.split(' ').map((code) => [code, exponent]))
}

/** Returns the number of decimals of a currency: 2 unless ISO 4217 lists another. */
export function toExponent(currency: string): number {
  return exponents.get(currency) ?? 2
}

/**
 * Parses a currency code in any letter case and returns it in upper case.
 *
 * @throws RedemptionInputError `INVALID_CURRENCY` when it is not a currency in use.
 */
export function parseCurrency(value: string, field: string): string {
  // ASCII letters first, because other letters can become ASCII in upper case.
  const code = /^[A-Za-z]{3}$/.test(value) ? value.toUpperCase() : ''
  if (known.has(code)) return code
  const expected = 'the ISO 4217 code of a currency in use, such as USD'
  throw new RedemptionInputError({ code: 'INVALID_CURRENCY', field, expected, received: value })
}
