import type { Browser, Page } from 'playwright-core'
import { expect } from 'vitest'
import { listViolations, openTab, shoot, type Console, type Device, type Tab } from './browser.js'

/** A name that breaks pages which do not escape it. */
export const hostile = '<script>alert(1)</script> "quoted" & \'more\' {{x}}'

/** Steps of an operator, by what they see. */
export interface Operator {
  readonly tab: Tab
  readonly page: Page
  open(link: string): Promise<void>
  fill(label: string, value: string): Promise<void>
  press(button: string): Promise<void>
  /** Waits for a text. With the name of the page, also checks its accessibility and keeps a screenshot. */
  see(text: string, name?: string): Promise<void>
}

/** Creates the steps of an operator in a tab. */
export function createOperator(tab: Tab, device: Device): Operator {
  const { page } = tab
  return {
    tab,
    page,
    open: (link) => page.getByRole('link', { name: link, exact: true }).first().click(),
    fill: (label, value) => page.getByLabel(label).fill(value),
    press: (button) => page.getByRole('button', { name: button, exact: true }).last().click(),
    async see(text, name) {
      await page.getByText(text).first().waitFor()
      await page.getByRole('heading', { level: 1 }).waitFor()
      if (name === undefined) return
      // A notice can appear before the next page, which has no heading until it has loaded.
      await expect.poll(() => listViolations(page)).toEqual([])
      await shoot(page, device, name)
    },
  }
}

/** Opens the console in a new tab with a link that signs in. */
export async function openConsole(
  browser: Browser,
  app: Console,
  device: Device,
): Promise<Operator> {
  const tab = await openTab(browser, device)
  const link = await app.server.admin.createSignInLink(app.programId)
  await tab.page.goto(app.origin + link)
  await tab.page.getByRole('navigation').first().waitFor()
  return createOperator(tab, device)
}
