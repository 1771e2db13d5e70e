/**
 * The effect of a flag: the words to add, the text that only a run with them shows, and the words to start from if they
 * differ from those of the command.
 */
export type FlagEffect = readonly [words: string, shows: RegExp, base?: string]

/** The effect of each flag of a command. */
export interface CommandEffects {
  /**
   * The words that a run starts from. `COUPON` is the ID of a coupon, `CHANGE` that of a change to codes, `PAYOUT` that
   * of a payout, and `DELIVERY` that of a delivery of a webhook.
   */
  readonly base: string
  /** The commands to run first. */
  readonly before?: readonly string[]
  readonly flags: Readonly<Record<string, FlagEffect>>
}

type Effects = CommandEffects['flags']

const json: Effects = { '--json': ['--json', /^out\| [[{].*[\]}]$/m] }
const list: Effects = {
  ...json,
  '--format': ['--format csv', /^out\| [a-z_]+,[a-z_,]+$/m],
  '--limit': ['--limit 1', /Showing 1 of \d/],
}
const connection: Effects = {
  '--api-key-file': ['--api-key-file wrong-key', /^exit 4$/m],
  '--base-url': ['--base-url http://127.0.0.1:9/api/v1', /^exit 5$/m],
  '--profile': ['--profile nobody', /No profile named nobody/],
}

/** Returns the effects of the options for changing many records, on a command and on one that selects some. */
function toMany(command: string, selected: string): Effects {
  return {
    ...connection,
    ...json,
    '--file': ['--file taken.txt', /taken\.txt: 1 of the /, `${command} --dry-run`],
    '--rate': ['--rate 7', /7 per second/, `${selected} --dry-run`],
    '--concurrency': ['--concurrency 65', /whole number from 1 to 64/],
    '--timeout': ['--timeout 7', /"timeout": 7/, `${selected} --yes`],
    '--dry-run': ['--dry-run', /Nothing was changed/, selected],
    '--yes': ['--yes', /(PUT|PATCH|DELETE) /, selected],
  }
}

/** Returns the effect of a flag that selects records, on a command that has no other selection. */
function toFilter(words: string, command: string): FlagEffect {
  return [words, / unchanged|No \w+ match/, `${command} --dry-run`]
}

/** Returns the effects of the options for reading affiliates, on a command whose words follow the file. */
function toReading(command: string, words: string): Effects {
  const toBase = (file: string): string => `${command} ${file} ${words}`
  return {
    '--encoding': ['--encoding windows-1250', /Łukasz|\bX?LUKASZ/, toBase('polish.csv')],
    '--column': [
      '--column email=Kontakt',
      /^out\| .*new@example|"email":"new@example|Samples/m,
      toBase('kontakt.csv'),
    ],
    '--name-order': [
      '--name-order last-first',
      /Anna,Nagy|"lastName":"Nagy"|\bANNA/,
      toBase('full.csv'),
    ],
  }
}

const skipInvalid = /skipped 1 invalid row/

function toStructure(command: string): Effects {
  const fixed = `${command} --prefix X --first-name`
  return {
    '--prefix': ['--prefix SAVE', /\bSAVE[A-Z0-9]{6}\b/, `${command} --random 6`],
    '--first-name': ['--first-name', /\bXJOHN/],
    '--last-name': ['--last-name', /\bXMILLER/],
    '--email': ['--email', /\bX(AFFILIATE0|JOHN)[A-Z0-9]{6}\b/],
    '--show-percent': ['--show-percent 77', /\bX77[A-Z0-9]{6}\b/],
    '--show-amount': ['--show-amount 66', /\bX66[A-Z0-9]{6}\b/],
    '--show-coupon-name': ['--show-coupon-name Fall', /\bXFALL[A-Z0-9]{6}\b/],
    '--random': ['--random 9', /\bXJOHN[A-Z0-9]{9}\b/, fixed],
    '--case': ['--case lowercase', /\bX[a-z0-9]{24}\b/, `${command} --prefix X --random 24`],
    '--max-length': ['--max-length 3', /`--max-length` must be/],
  }
}

const terms: Effects = {
  '--expires': ['--expires 2099-01-31', /2099-0[12]-\d\dT/],
  '--time-zone': ['--expires 2099-01-31 --time-zone Asia/Tokyo', /2099-01-31T14:59:59\.999Z/],
  '--max-redemptions': ['--max-redemptions 7', /"maxRedemptions":7|,max_redemptions/],
  '--first-order': ['--first-order', /"firstTimeOrder":true|,first_time_order/],
  '--minimum-amount': ['--minimum-amount 25.5', /\b25\.5\b/],
  '--minimum-currency': ['--minimum-amount 25 --minimum-currency eur', /EUR/],
  '--customer': ['--customer cus_1', /cus_1/],
  '--limit-to-affiliate': ['--limit-to-affiliate', /"limitToAffiliate":true|,limit_to_affiliate/],
  '--inactive': ['--inactive', /"active":false|,active/],
}

const couponEffects: Readonly<Record<string, CommandEffects>> = {
  'coupons create': {
    base: 'coupons create --name Spring --percent-off 20',
    flags: {
      ...connection,
      ...json,
      '--name': ['--name Other', /"name":"Other"/, 'coupons create --percent-off 20'],
      '--percent-off': ['--percent-off 30', /"percentOff":30/, 'coupons create --name Spring'],
      '--amount-off': [
        '--amount-off 9',
        /"amountOff":9/,
        'coupons create --name Spring --currency USD',
      ],
      '--currency': [
        '--currency usd',
        /"currency":"USD"/,
        'coupons create --name Spring --amount-off 9',
      ],
      '--duration': ['--duration once', /"duration":"once"/],
      '--months': ['--months 3', /"durationInMonths":3/],
      '--redeem-by': ['--redeem-by 2099-01-31', /"redeemBy":"2099-/],
      '--time-zone': ['--redeem-by 2099-01-31 --time-zone Asia/Tokyo', /T14:59:59\.999Z/],
      '--max-redemptions': ['--max-redemptions 7', /"maxRedemptions":7/],
      '--product': ['--product p1', /"limitToProducts":true,"productIds":\["p1"\]/],
      '--inactive': ['--inactive', /"valid":false/],
      '--external-id': ['--external-id x1', /"externalId":"x1"/],
      '--integration-type': ['--integration-type stripe', /"integrationType":"stripe"/],
    },
  },
  'coupons list': { base: 'coupons list', flags: { ...connection, ...list } },
  'coupons get': { base: 'coupons get COUPON', flags: { ...connection, ...json } },
  'coupons update': {
    base: 'coupons update COUPON --name Summer',
    flags: {
      ...toMany('coupons update --inactive', 'coupons update --inactive --file coupons.txt'),
      '--expired': toFilter('--expired', 'coupons update --inactive'),
      '--name': ['--name Other', /"name":"Other"/, 'coupons update COUPON --active'],
      '--percent-off': ['--percent-off 30', /"percentOff":30/],
      '--amount-off': ['--amount-off 9', /"amountOff":9/, 'coupons update COUPON --currency USD'],
      '--currency': ['--currency usd', /"currency":"USD"/, 'coupons update COUPON --amount-off 9'],
      '--duration': ['--duration once', /"duration":"once"/],
      '--months': ['--months 3', /"durationInMonths":3/],
      '--redeem-by': ['--redeem-by none', /"redeemBy":null/],
      '--time-zone': ['--redeem-by 2099-01-31 --time-zone Asia/Tokyo', /T14:59:59\.999Z/],
      '--max-redemptions': ['--max-redemptions none', /"maxRedemptions":null/],
      '--product': ['--product p1', /"limitToProducts":true,"productIds":\["p1"\]/],
      '--all-products': ['--all-products', /"limitToProducts":false/],
      '--active': ['--active', /"valid":true/],
      '--inactive': ['--inactive', /"valid":false/],
    },
  },
  'coupons delete': {
    base: 'coupons delete COUPON',
    flags: {
      ...toMany('coupons delete', 'coupons delete --file coupons.txt'),
      '--expired': toFilter('--expired', 'coupons delete'),
    },
  },
}

const generate = 'codes generate list.csv --coupon COUPON'

/** Matches an output without the code that is redeemed and active. */
const withoutRedeemed = /^(?![^]*\nout\| .*EXISTING1)/

const extend = 'codes extend --until 2099-01-31T00:00:00Z'

/** Returns the effects of the options for changing many codes. */
function toManyCodes(command: string, selected: string): Effects {
  const planned = `${command} --dry-run`
  return {
    ...toMany(command, selected),
    '--coupon': ['--coupon COUPON', /couponId=/, planned],
    '--affiliate': ['--affiliate ann@example.com', /affiliateEmail=/, planned],
    '--unused': toFilter('--unused', command),
    '--expired': toFilter('--expired', command),
    '--disabled': toFilter('--disabled', command),
  }
}

const codeEffects: Readonly<Record<string, CommandEffects>> = {
  'codes generate': {
    base: `${generate} --prefix X --random 6`,
    flags: {
      ...connection,
      ...json,
      ...toStructure(generate),
      ...terms,
      ...toReading('codes generate', '--coupon COUPON --random 6'),
      '--coupon': ['--coupon COUPON', /^exit 0$/m, 'codes generate list.csv --random 6'],
      '--alphabet': ['--alphabet safe', /\bCZMH6HKP\b/, `${generate} --random 8 --seed spring`],
      '--seed': ['--seed spring', /\bXHB8PC1\b/],
      '--taken': ['--taken taken.txt', /already taken/, `${generate} --prefix ONLY --first-name`],
      '--skip-invalid': [
        '--skip-invalid',
        skipInvalid,
        'codes generate invalid.csv --coupon COUPON --random 6',
      ],
      '--output': ['--output new.csv', /^file new\.csv$/m],
      '--force': ['--force', /^exit 0$/m, `${generate} --random 6 --output old.csv`],
    },
  },
  'codes push': {
    base: 'codes push plan.csv --yes',
    flags: {
      ...connection,
      ...json,
      '--dry-run': ['--dry-run', /Dry run/],
      '--rate': ['--rate 50', /"rate": 50,/],
      '--concurrency': ['--concurrency 7', /"concurrency": 7,/],
      '--on-conflict': ['--on-conflict fail', /"onConflict": "fail"/],
      '--timeout': ['--timeout 7', /"timeout": 7,/],
      '--give-up-after': ['--give-up-after 7', /"giveUpAfter": 7/],
      '--encoding': ['--encoding utf-16le', /^exit 2$/m],
      '--column': ['--column code=email', /^exit 2$/m],
      '--skip-invalid': ['--skip-invalid', skipInvalid, 'codes push invalid-plan.csv --yes'],
      '--time-zone': [
        '--time-zone Asia/Tokyo',
        /2099-01-31T14:59:59\.999Z/,
        'codes push dated-plan.csv --yes',
      ],
      '--new': ['--new', /^exit 3$/m, 'codes push unfinished-plan.csv --yes'],
      '--yes': ['--yes', /^exit 3$/m, 'codes push plan.csv'],
    },
  },
  'codes create': {
    base: 'codes create --coupon COUPON --affiliate ann@example.com --random 6',
    flags: {
      ...connection,
      ...json,
      ...terms,
      '--coupon': ['--coupon COUPON', /"couponId"/, 'codes create --code X'],
      '--code': ['--code ABC', /"code":"ABC"/, 'codes create --coupon COUPON'],
      '--affiliate': [
        '--affiliate ann@example.com',
        /"affiliateEmail":"ann@example\.com"/,
        'codes create --coupon COUPON --random 6',
      ],
      '--external-id': ['--external-id x1', /"externalId":"x1"/],
      '--prefix': ['--prefix SAVE', /"prefix":"SAVE"/],
      '--first-name': ['--first-name', /"firstName":true/],
      '--last-name': ['--last-name', /"lastName":true/],
      '--email': ['--email', /"email":true/],
      '--show-discount': ['--show-discount', /"discountAmount":true/],
      '--show-coupon-name': ['--show-coupon-name', /"couponName":true/],
      '--random': ['--random 9', /"randomCharsLength":9/, 'codes create --coupon COUPON'],
      '--case': ['--case lowercase', /"randomCharsCase":"lowercase"/],
    },
  },
  'codes list': {
    base: 'codes list',
    flags: {
      ...connection,
      ...list,
      '--coupon': ['--coupon COUPON', /couponId=/],
      '--affiliate': ['--affiliate ann@example.com', /affiliateEmail=/],
      '--unused': ['--unused', withoutRedeemed],
      '--expired': ['--expired', /No results/],
      '--disabled': ['--disabled', withoutRedeemed],
    },
  },
  'codes get': { base: 'codes get EXISTING1', flags: { ...connection, ...json } },
  'codes update': {
    base: 'codes update EXISTING1 --code NEW',
    flags: {
      ...toManyCodes('codes update --first-order', 'codes update --first-order --unused'),
      '--code': ['--code OTHER', /"code":"OTHER"/, 'codes update EXISTING1 --first-order'],
      '--affiliate': ['--affiliate affiliate0@example.com', /"affiliateId":"/],
      '--expires': ['--expires none', /"expiresAt":null/],
      '--time-zone': ['--expires 2099-01-31 --time-zone Asia/Tokyo', /T14:59:59\.999Z/],
      '--max-redemptions': ['--max-redemptions 7', /"maxRedemptions":7/],
      '--first-order': ['--first-order', /"firstTimeOrder":true/],
      '--no-first-order': ['--no-first-order', /"firstTimeOrder":false/],
      '--minimum-amount': ['--minimum-amount none', /"minimumAmount":null/],
      '--minimum-currency': ['--minimum-amount 25 --minimum-currency eur', /EUR/],
      '--customer': ['--customer cus_1', /"customerId":"cus_1"/],
      '--limit-to-affiliate': ['--limit-to-affiliate', /"limitToAffiliate":true/],
      '--no-limit-to-affiliate': ['--no-limit-to-affiliate', /"limitToAffiliate":false/],
    },
  },
  'codes disable': {
    base: 'codes disable EXISTING1',
    flags: toManyCodes('codes disable', 'codes disable --coupon COUPON'),
  },
  'codes enable': {
    base: 'codes enable EXISTING1',
    flags: toManyCodes('codes enable', 'codes enable --disabled'),
  },
  'codes extend': {
    base: 'codes extend EXISTING1 --until 2099-01-31T00:00:00Z',
    flags: {
      ...toManyCodes(extend, `${extend} --disabled`),
      '--until': ['--until 2099-01-31', /does not expire/, 'codes extend EXISTING1'],
      '--time-zone': ['--time-zone Asia/Tokyo', /has no effect on 2099/],
    },
  },
  'codes delete': {
    base: 'codes delete EXISTING1',
    flags: toManyCodes('codes delete', 'codes delete --coupon COUPON'),
  },
}

const pushed = ['codes push plan.csv --yes']

const jobEffects: Readonly<Record<string, CommandEffects>> = {
  'jobs list': {
    base: 'jobs list',
    before: [...pushed, 'codes push dated-plan.csv --yes'],
    flags: list,
  },
  'jobs show': { base: 'jobs show', before: pushed, flags: json },
  'jobs resume': {
    base: 'jobs resume',
    before: pushed,
    flags: {
      ...connection,
      ...json,
      '--base-url': ['--base-url http://127.0.0.1:9/api/v1', /belongs to/],
      '--last': ['--last', /not both/, 'jobs resume 0123456789'],
      '--rate': ['--rate 50', /"rate": 50,/],
      '--concurrency': ['--concurrency 7', /"concurrency": 7,/],
    },
  },
  'jobs revert': {
    base: 'jobs revert CHANGE',
    before: ['codes disable --coupon COUPON --yes'],
    flags: {
      ...connection,
      ...json,
      '--api-key-file': ['--api-key-file no-key', /no-key/],
      '--base-url': ['--base-url http://127.0.0.1:9/api/v1', /belongs to/],
      '--yes': ['--yes', /0 changed/],
    },
  },
  'jobs results': {
    base: 'jobs results',
    before: pushed,
    flags: {
      ...json,
      '--failed': ['--failed', /^(?![^]*\nout\| .*EXISTING1)/],
      '--output': ['--output new.csv', /^file new\.csv$/m],
      '--force': ['--force', /^exit 0$/m, 'jobs results --output old.csv'],
    },
  },
}

function toManyAffiliates(command: string): Effects {
  return {
    ...toMany(command, `${command} --file affiliates.txt`),
    '--without-commission': toFilter('--without-commission', command),
  }
}

function toManyReferrals(command: string): Effects {
  return {
    ...toMany(command, `${command} --file referrals.txt`),
    '--affiliate': ['--affiliate ann@example.com', /affiliateEmail=/, `${command} --dry-run`],
  }
}

function toManySales(command: string): Effects {
  return {
    ...toMany(command, `${command} --file sales.csv`),
    '--affiliate': ['--affiliate ann@example.com', /affiliateEmail=/, `${command} --dry-run`],
  }
}

const otherEffects: Readonly<Record<string, CommandEffects>> = {
  'affiliates import': {
    base: 'affiliates import list.csv',
    flags: {
      ...connection,
      ...json,
      ...toReading('affiliates import', ''),
      '--rate': [
        '--rate 0',
        /must be a number greater than 0 and at most 999999999, with up to four decimal places, but was "0"/,
      ],
      '--concurrency': ['--concurrency 65', /whole number from 1 to 64/],
      '--timeout': ['--timeout 7', /"timeout": 7/],
      '--give-up-after': ['--give-up-after 7', /"giveUpAfter": 7/],
      '--commission-rate': ['--commission-rate 25', /"commissionRate":25/],
      '--update': ['--update --json', /"updated":0/],
      '--skip-invalid': ['--skip-invalid', skipInvalid, 'affiliates import invalid.csv'],
    },
  },
  'affiliates list': {
    base: 'affiliates list',
    flags: { ...connection, ...list, '--currency': ['--currency EUR', /EUR/] },
  },
  'affiliates update': {
    base: 'affiliates update affiliate1@example.com --first-name Bo',
    flags: {
      ...toManyAffiliates('affiliates update --first-name Bo'),
      '--first-name': [
        '--first-name Ann',
        /"firstName":"Ann"/,
        'affiliates update affiliate1@example.com',
      ],
      '--last-name': ['--last-name Lee', /"lastName":"Lee"/],
      '--email': ['--email ann@example.com', /"email":"ann@example\.com"/],
      '--commission-rate': ['--commission-rate 25', /"commissionRate":25/],
      '--status': ['--status active', /"affiliateStatus":"ACTIVE"/],
      '--link': ['--link ann', /"affiliateLink":"ann"/],
    },
  },
  'affiliates deactivate': {
    base: 'affiliates deactivate affiliate1@example.com',
    flags: toManyAffiliates('affiliates deactivate'),
  },
  'affiliates delete': {
    base: 'affiliates delete affiliate1@example.com',
    flags: toManyAffiliates('affiliates delete'),
  },
  'links create': {
    base: 'links create blog --affiliate affiliate1@example.com',
    flags: {
      ...connection,
      ...json,
      '--affiliate': [
        '--affiliate affiliate1@example.com',
        /"affiliateEmail":"affiliate1@example\.com"/,
        'links create blog',
      ],
    },
  },
  'links list': {
    base: 'links list',
    flags: {
      ...connection,
      ...list,
      '--affiliate': ['--affiliate ann@example.com', /affiliateEmail=/],
    },
  },
  'links update': {
    base: 'links update existing-link news',
    flags: {
      ...toMany('links update', 'links update --file renames.csv'),
      '--file': ['--file renames.csv', /existing-link -> news/, 'links update --dry-run'],
      '--affiliate': [
        '--affiliate ann@example.com',
        /affiliateEmail=/,
        'links update --file renames.csv --dry-run',
      ],
      '--unused': ['--unused', /No two links/, 'links update'],
    },
  },
  'links delete': {
    base: 'links delete existing-link',
    flags: {
      ...toMany('links delete', 'links delete --file links.txt'),
      '--affiliate': ['--affiliate ann@example.com', /affiliateEmail=/, 'links delete --dry-run'],
      '--unused': toFilter('--unused', 'links delete'),
    },
  },
  'referrals create': {
    base: 'referrals create --name Bo --email bo@example.com --external-id x1 --code C',
    flags: {
      ...connection,
      ...json,
      '--name': [
        '--name Bo',
        /"name":"Bo"/,
        'referrals create --email bo@example.com --external-id x1 --code C',
      ],
      '--email': [
        '--email bo@example.com',
        /"email":"bo@example\.com"/,
        'referrals create --name Bo --external-id x1 --code C',
      ],
      '--external-id': [
        '--external-id x1',
        /"referredUserExternalId":"x1"/,
        'referrals create --name Bo --email bo@example.com --code C',
      ],
      '--code': [
        '--code C',
        /"promoCode":"C"/,
        'referrals create --name Bo --email bo@example.com --external-id x1',
      ],
      '--affiliate': [
        '--affiliate ann@example.com',
        /"affiliateEmail":"ann@example\.com"/,
        'referrals create --name Bo --email bo@example.com --external-id x1',
      ],
      '--plan': ['--plan Pro', /"plan":"Pro"/],
    },
  },
  'referrals list': {
    base: 'referrals list',
    flags: {
      ...connection,
      ...list,
      '--affiliate': ['--affiliate ann@example.com', /affiliateEmail=/],
    },
  },
  'referrals update': {
    base: 'referrals update user-1 --name Bo',
    flags: {
      ...toManyReferrals('referrals update --name Bo'),
      '--name': ['--name Ann', /"name":"Ann"/, 'referrals update user-1'],
      '--email': ['--email ann@example.com', /"email":"ann@example\.com"/],
      '--external-id': ['--external-id x2', /"referredUserExternalId":"x2"/],
      '--plan': ['--plan Pro', /"plan":"Pro"/],
      '--status': ['--status inactive', /"status":"INACTIVE"/],
    },
  },
  'referrals delete': {
    base: 'referrals delete user-1',
    flags: toManyReferrals('referrals delete'),
  },
  'sales list': {
    base: 'sales list',
    flags: {
      ...connection,
      ...list,
      '--affiliate': ['--affiliate ann@example.com', /affiliateEmail=/],
      '--currency': ['--currency EUR', /EUR/],
    },
  },
  'sales update': {
    base: 'sales update --external-id order-1 --name Bo',
    flags: {
      ...toManySales('sales update --name Bo'),
      '--external-id': ['--external-id order-1', /saleExternalId=/, 'sales update --name Bo'],
      '--amount': ['--amount 7', /"totalEarned":7/],
      '--commission-rate': ['--commission-rate 8', /"commissionRate":8/],
      '--commission': ['--commission 9', /"commissionEarned":9/],
      '--name': ['--name Ann', /"name":"Ann"/, 'sales update --external-id order-1'],
      '--email': ['--email ann@example.com', /"email":"ann@example\.com"/],
    },
  },
  'sales refund': {
    base: 'sales refund --external-id order-1',
    flags: {
      ...toManySales('sales refund'),
      '--external-id': ['--external-id order-1', /PATCH/, 'sales refund'],
    },
  },
  'sales delete': {
    base: 'sales delete --external-id order-1',
    flags: {
      ...toManySales('sales delete'),
      '--external-id': ['--external-id order-1', /saleExternalId=/, 'sales delete'],
    },
  },
  'sales record': {
    base: 'sales record --code C --amount 5 --name Ann',
    flags: {
      ...connection,
      ...json,
      '--code': ['--code OTHER', /"promoCode":"OTHER"/, 'sales record --amount 5 --name Ann'],
      '--amount': ['--amount 7', /"totalEarned":7/, 'sales record --code C --name Ann'],
      '--name': ['--name Bo', /"name":"Bo"/, 'sales record --code C --amount 5'],
      '--email': ['--email bo@example.com', /"email":"bo@example\.com"/],
      '--referral-id': ['--referral-id r1', /"referralId":"r1"/],
      '--external-id': ['--external-id x1', /"externalId":"x1"/],
    },
  },
  report: {
    base: 'report --by code',
    flags: {
      ...connection,
      ...list,
      '--by': ['--by code', /^out\| Code/m, 'report'],
      '--unused': ['--unused', /^(?![^]*\nout\| .*EXISTING1)/],
      '--since-last': ['--since-last', /No earlier report/],
      '--currency': ['--currency EUR', /EUR/],
      '--from': ['--from 2020-02-01', /2020-02-01 to /],
      '--to': ['--to 2099-02-01', / to 2099-02-01, /],
      '--time-zone': ['--time-zone Asia/Tokyo', /days in Asia\/Tokyo/],
      '--every': ['--every month', /^out\| Month/m],
      '--compare': ['--compare year', /Change/],
      '--sort': ['--sort sales', /days in UTC/],
      '--top': ['--top 1', /days in UTC/],
      '--coupon': ['--coupon COUPON', /days in UTC/],
      '--code': ['--code EXISTING2', /No results/],
      '--affiliate': ['--affiliate affiliate0@example.com', /No results/],
      '--link': ['--link existing-link', /No results/],
      '--product': ['--product shoe', /No results/],
    },
  },
  preview: {
    base: 'preview --prefix X --random 6',
    flags: {
      ...json,
      ...toStructure('preview'),
      ...toReading('preview', '--first-name --random 4'),
      '--alphabet': ['--alphabet safe', / 20 distinct/, 'preview --random 1'],
      '--count': ['--count 5', /among 5 /],
    },
  },
  api: {
    base: 'api GET /coupons',
    flags: {
      ...connection,
      '--data': ['--data {"a":1}', /POST \S+ \{"a":1\}/, 'api POST /coupons'],
      '--json': ['--json', /"text":"plain text"/, 'api GET /text'],
    },
  },
  doctor: { base: 'doctor', flags: { ...connection, ...json } },
  'profiles set': {
    base: 'profiles set x --base-url http://127.0.0.1:1/api/v1',
    flags: {
      ...json,
      '--api-key-file': ['--api-key-file wrong-key', /"apiKey": "wrong"/],
      '--base-url': [
        '--base-url http://127.0.0.1:2/api/v1',
        /"baseUrl": "http:\/\/127\.0\.0\.1:2/,
        'profiles set x --currency EUR',
      ],
      '--currency': ['--currency EUR', /"currency": "EUR"/],
    },
  },
  'profiles list': {
    base: 'profiles list',
    before: ['profiles set x --currency EUR', 'profiles set y --currency EUR'],
    flags: list,
  },
  'profiles remove': {
    base: 'profiles remove x',
    before: ['profiles set x --currency EUR'],
    flags: json,
  },
  'program show': { base: 'program show', flags: { ...connection, ...json } },
  'program backup': { base: 'program backup all.jsonl', flags: { ...connection, ...json } },
  'program set': {
    base: 'program set --name Other',
    flags: {
      ...connection,
      ...json,
      '--name': ['--name Acme', /"name":"Acme"/],
      '--currency': ['--currency eur', /"currency":"EUR"/],
      '--commission-rate': ['--commission-rate 12.5', /"commissionRate":12\.5/],
      '--deduct-tax': ['--deduct-tax', /"deductTax":true/],
      '--no-deduct-tax': ['--no-deduct-tax', /"deductTax":false/],
      '--deduct-shipping': ['--deduct-shipping', /"deductShipping":true/],
      '--no-deduct-shipping': ['--no-deduct-shipping', /"deductShipping":false/],
      '--time-zone': ['--time-zone Asia/Tokyo', /"timeZone":"Asia\/Tokyo"/],
      '--holding-days': ['--holding-days 60', /"holdingDays":60/],
      '--site-url': ['--site-url https://example.com', /"siteUrl":"https:\/\/example\.com"/],
      '--no-site-url': ['--no-site-url', /"siteUrl":null/],
      '--limit-to-affiliate': [
        '--limit-to-affiliate attribution',
        /"limitToAffiliate":"ATTRIBUTION"/,
      ],
      '--refund-returns-redemption': [
        '--refund-returns-redemption',
        /"refundReturnsRedemption":true/,
      ],
      '--no-refund-returns-redemption': [
        '--no-refund-returns-redemption',
        /"refundReturnsRedemption":false/,
      ],
      '--approval': ['--approval manual', /"approval":"MANUAL"/],
      '--minimum-payout': ['--minimum-payout 25.5', /"minimumPayout":25\.5/],
      '--self-referral': ['--self-referral hold', /"selfReferral":"HOLD"/],
    },
  },
  'keys list': {
    base: 'keys list',
    flags: {
      ...connection,
      ...list,
      '--sessions': ['--sessions', /kind=SESSION/],
      '--ended': ['--ended', /state=ENDED/],
    },
  },
  'keys create': { base: 'keys create Shop', flags: { ...connection, ...json } },
  'keys revoke': {
    base: 'keys revoke 0197a3c0-5f00-7000-8000-00000000c001',
    flags: { ...connection, ...json },
  },
  completion: { base: 'completion bash', flags: json },
}

const affiliateFilter: Effects = {
  '--affiliate': ['--affiliate affiliate0@example.com', /affiliateEmail=affiliate0/],
}
const day = '2026-11-30'

const ledgerEffects: Readonly<Record<string, CommandEffects>> = {
  balances: {
    base: 'balances',
    flags: {
      ...connection,
      ...list,
      ...affiliateFilter,
      '--totals': ['--totals', /balances\/totals/],
    },
  },
  'commissions list': {
    base: 'commissions list',
    flags: {
      ...connection,
      ...list,
      ...affiliateFilter,
      '--status': ['--status on-hold', /approvalStatus=ON_HOLD/],
    },
  },
  'commissions release': {
    base: 'commissions release 1',
    flags: { ...connection, ...json, '--note': ['--note checked', /"note":"checked"/] },
  },
  'commissions decline': {
    base: 'commissions decline 1',
    flags: { ...connection, ...json, '--note': ['--note checked', /"note":"checked"/] },
  },
  'refunds create': {
    base: 'refunds create 1',
    flags: {
      ...connection,
      ...json,
      '--amount': ['--amount 2.5', /"amount":2\.5/],
      '--reason': ['--reason dispute', /"reason":"DISPUTE"/],
      '--note': ['--note checked', /"note":"checked"/],
      '--idempotency-key': ['--idempotency-key k1', /"idempotencyKey":"k1"/],
    },
  },
  'refunds list': { base: 'refunds list', flags: { ...connection, ...list, ...affiliateFilter } },
  'payouts preview': {
    base: 'payouts preview',
    flags: {
      ...connection,
      ...list,
      '--until': [`--until ${day}`, /until=2026-11-30/],
      '--affiliate': ['--affiliate affiliate0@example.com', /affiliateId=/],
    },
  },
  'payouts create': {
    base: 'payouts create',
    flags: {
      ...connection,
      ...json,
      '--until': [`--until ${day}`, /"until":"2026-11-30"/],
      '--affiliate': ['--affiliate affiliate0@example.com', /"affiliateIds":\["/],
      '--idempotency-key': ['--idempotency-key k1', /"idempotencyKey":"k1"/],
    },
  },
  'payouts list': { base: 'payouts list', flags: { ...connection, ...list } },
  'payouts show': { base: 'payouts show PAYOUT', flags: { ...connection, ...list } },
  'payouts file': {
    base: 'payouts file PAYOUT',
    flags: {
      ...connection,
      '--json': ['--json', /"text":/],
      '--as': ['--as wise', /format=WISE/],
      '--part': ['--part 2', /part=2/],
      '--output': ['--output new.csv', /^file new\.csv$/m],
      '--force': ['--force', /^exit 0$/m, 'payouts file PAYOUT --output old.csv'],
    },
  },
  'payouts mark': {
    base: 'payouts mark PAYOUT paid',
    flags: {
      ...connection,
      ...json,
      '--affiliate': ['--affiliate affiliate0@example.com', /"affiliateIds":\["/],
      '--reason': ['--reason bounced', /"reason":"bounced"/],
    },
  },
  statements: {
    base: 'statements --month 2099-11',
    flags: {
      ...connection,
      ...list,
      ...affiliateFilter,
      '--month': ['--month 2026-02', /from=2026-02-01&to=2026-02-28/, 'statements'],
      '--from': ['--from 2099-11-02', /from=2099-11-02/, `statements --to 2099-11-30`],
      '--to': ['--to 2099-11-29', /to=2099-11-29/, 'statements --from 2099-11-01'],
    },
  },
}

const limits: Effects = {
  '--max-per-second': ['--max-per-second 7', /"maxPerSecond":7/],
  '--concurrency': ['--concurrency 3', /"concurrency":3/],
}

const webhookEffects: Readonly<Record<string, CommandEffects>> = {
  'webhooks list': { base: 'webhooks list', flags: { ...connection, ...list } },
  'webhooks create': {
    base: 'webhooks create https://hooks.example/new --events sale.created',
    flags: {
      ...connection,
      ...json,
      ...limits,
      '--events': ['--events payout.*', /"events":\["payout.created","payout.paid"\]/],
      '--description': ['--description Orders', /"description":"Orders"/],
    },
  },
  'webhooks update': {
    base: 'webhooks update orders --description Sales',
    flags: {
      ...connection,
      ...json,
      ...limits,
      '--url': ['--url https://hooks.example/new', /"url":"https:\/\/hooks.example\/new"/],
      '--events': ['--events sale.deleted', /"events":\["sale.deleted"\]/],
      '--description': [
        '--description Shop',
        /"description":"Shop"/,
        'webhooks update orders --concurrency 3',
      ],
    },
  },
  'webhooks disable': { base: 'webhooks disable orders', flags: { ...connection, ...json } },
  'webhooks enable': { base: 'webhooks enable orders', flags: { ...connection, ...json } },
  'webhooks rotate': {
    base: 'webhooks rotate orders',
    flags: {
      ...connection,
      ...json,
      '--overlap-hours': ['--overlap-hours 0', /"overlapHours":0/],
    },
  },
  'webhooks delete': {
    base: 'webhooks delete orders',
    flags: { ...connection, ...json, '--yes': ['--yes', /DELETE /] },
  },
  'webhooks test': {
    base: 'webhooks test orders',
    flags: {
      ...connection,
      ...json,
      '--event': ['--event coupon.deleted', /"event":"coupon.deleted"/],
    },
  },
  'webhooks deliveries': {
    base: 'webhooks deliveries',
    flags: {
      ...connection,
      ...list,
      '--limit': ['--limit 1', /Showing the newest 1\./],
      '--endpoint': ['--endpoint orders', /webhookId=/],
      '--state': ['--state failed', /state=FAILED/],
      '--event': ['--event sale.deleted', /event=sale.deleted/],
      '--since': ['--since 2026-11-28T10:00Z', /since=2026-11-28T10%3A00%3A00.000Z/],
    },
  },
  'webhooks resend': {
    base: 'webhooks resend',
    flags: {
      ...connection,
      ...json,
      '--api-key-file': ['--api-key-file wrong-key', /^exit 4$/m, 'webhooks resend DELIVERY'],
      '--base-url': [
        '--base-url http://127.0.0.1:9/api/v1',
        /^exit 5$/m,
        'webhooks resend DELIVERY',
      ],
      '--profile': ['--profile nobody', /No profile named nobody/, 'webhooks resend DELIVERY'],
      '--endpoint': ['--endpoint orders', /POST .*resend/, 'webhooks resend --since 2026-11-28'],
      '--since': [
        '--since 2026-11-28T10:00Z',
        /"since":"2026-11-28T10:00:00.000Z"/,
        'webhooks resend --endpoint orders',
      ],
    },
  },
  'webhooks listen': {
    base: 'webhooks listen',
    flags: {
      ...connection,
      ...json,
      '--forward': ['--forward localhost:3000', /`--forward` must be/],
      '--events': ['--events sale.deleted', /"events":\["sale.deleted"\]/],
      '--count': ['--count 0', /whole number from 1/],
    },
  },
}

/** The effects of all flags, by command, except those that start a server or open a database. */
export const flagEffects: Readonly<Record<string, CommandEffects>> = {
  ...couponEffects,
  ...codeEffects,
  ...jobEffects,
  ...ledgerEffects,
  ...webhookEffects,
  ...otherEffects,
}
