/** The messages that were sent. A real shop would use a mail service. */
export const sent: string[] = []

/** Sends a message to the team. */
export async function sendMail(text: string): Promise<void> {
  sent.push(text)
}
