import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from './harness.js'

describe('the settings of a program', () => {
  let testServer: TestServer
  beforeAll(async () => {
    testServer = await startTestServer()
  })
  afterAll(() => testServer.server.close())

  it("have the vendor's defaults", async () => {
    const program = await testServer.server.admin.createProgram({ name: 'Acme' })
    expect(program).toEqual({
      id: program.id,
      name: 'Acme',
      currency: 'USD',
      commissionRate: 0,
      deductTax: true,
      deductShipping: true,
      timeZone: 'UTC',
      holdingDays: 30,
      limitToAffiliate: 'redeem',
      refundReturnsRedemption: true,
      siteUrl: null,
      approval: 'automatic',
      minimumPayout: 50,
      selfReferral: 'off',
    })
  })

  it('can be changed, for the next request on', async () => {
    const { admin } = testServer.server
    const { programId, create } = await testServer.createApi({ commissionRate: 10 })
    const john = { firstName: 'John', lastName: 'Doe', email: 'john@example.com' }
    const { id } = await create('/affiliates', john)
    const sale = { totalEarned: 100, tax: 20, name: 'Ada', referralId: id }
    expect(await create('/sales', sale)).toMatchObject({ commissionEarned: 8 })
    const changes = { deductTax: false, timeZone: 'Europe/Berlin', siteUrl: 'https://a.example' }
    const changed = await admin.updateProgram(programId, { ...changes, name: undefined })
    expect(changed).toMatchObject({ ...changes, name: 'Acme', commissionRate: 10 })
    expect(await admin.listPrograms()).toContainEqual(changed)
    expect(await create('/sales', sale)).toMatchObject({ commissionEarned: 10 })
    expect(await admin.updateProgram(programId, { siteUrl: null })).toMatchObject({ siteUrl: null })
  })

  it('include the currency only until the first sale', async () => {
    const { admin } = testServer.server
    const { programId, create } = await testServer.createApi()
    expect(await admin.updateProgram(programId, { currency: 'eur' })).toMatchObject({
      currency: 'EUR',
    })
    const john = { firstName: 'John', lastName: 'Doe', email: 'john@example.com' }
    const { id } = await create('/affiliates', john)
    await create('/sales', { totalEarned: 1, name: 'Ada', referralId: id })
    await expect(admin.updateProgram(programId, { currency: 'JPY' })).rejects.toThrow(
      '`currency` must be EUR in a program with sales, but was "JPY".',
    )
    expect(await admin.updateProgram(programId, { currency: 'EUR' })).toMatchObject({
      currency: 'EUR',
    })
  })

  it.each([
    [{ timeZone: 'Mars/Base' }, '`timeZone` must be the IANA name of a time zone'],
    [{ holdingDays: -1 }, '`holdingDays` must be a whole number between 0 and 90, but was -1.'],
    [{ holdingDays: 91 }, '`holdingDays` must be a whole number between 0 and 90, but was 91.'],
    [{ minimumPayout: -1 }, '`minimumPayout` must be between 0 and 1000000, but was -1.'],
    [{ approval: 'no' as 'manual' }, '`approval` must be one of automatic, manual'],
    [{ selfReferral: 'no' as 'off' }, '`selfReferral` must be one of off, hold, reject'],
    [
      { limitToAffiliate: 'no' as 'redeem' },
      '`limitToAffiliate` must be one of redeem, attribution',
    ],
    [{ siteUrl: 'example.com' }, '`siteUrl` must be a URL that starts with https:// or http://'],
    [{ name: ' ' }, '`name` must be text that is not empty'],
  ])('are checked: %o', async (settings, message) => {
    const { admin } = testServer.server
    const { id } = await admin.createProgram({ name: 'Acme' })
    await expect(admin.updateProgram(id, settings)).rejects.toThrow(message)
  })

  it('of an unknown program cannot be changed', async () => {
    const { admin } = testServer.server
    await expect(admin.updateProgram('unknown', { name: 'x' })).rejects.toMatchObject({
      code: 'PROGRAM_NOT_FOUND',
    })
  })
})
