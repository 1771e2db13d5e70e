/** The longest address that SMTP can carry (RFC 5321, 4.5.3.1.3, less the angle brackets). */
const maxEmailLength = 254

// The server's rule for `format: email`, so that what is accepted here is accepted there.
const atom = "[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
const label = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?'
const emailPattern: RegExp = new RegExp(`^${atom}(?:\\.${atom})*@(?:${label}\\.)+${label}$`, 'i')

/** What is wrong with an email address; undefined when nothing is. */
export function findEmailProblem(email: string): string | undefined {
  if (email === '') return 'has no email; fill it in.'
  if (email.length <= maxEmailLength && emailPattern.test(email)) return undefined
  return `"${email.slice(0, 60)}" is not an email address; correct it.`
}
