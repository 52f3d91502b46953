/** Whether the user's own key store may be touched. Nobody there to ask, or no clear yes, is a no. */
import { createInterface } from 'node:readline/promises'

/** What each part makes there, and takes away again. */
const made = {
  'real-store':
    'one key named koshin-verify-…, and one made-up certificate "Koshin verify (made up)" beside it, for a few seconds',
  contract: {
    win32:
      'stores of your user named Koshin…, and keys named koshin-…, made and removed test by test; your store MY is not opened',
    darwin: 'keychain files in the temporary folder, which stand on your search list while a test runs',
  },
}

/** @param {string} part @param {NodeJS.Platform} platform @returns {string | undefined} what it makes in the user's own key store */
export function touches(part, platform) {
  const told = made[part]
  return typeof told === 'string' ? told : told?.[platform]
}

/** @typedef {'not-needed' | 'refused' | 'agreed' | 'by-option'} Consent */

/**
 * @param {readonly string[]} parts that are to be run
 * @param {object} given
 * @param {NodeJS.Platform} given.platform
 * @param {boolean} given.byOption was --yes-real-store given?
 * @param {{ input: NodeJS.ReadStream, output: NodeJS.WriteStream }} given.console
 * @returns {Promise<Consent>}
 */
export async function consent(parts, { platform, byOption, console: { input, output } }) {
  const touching = parts.filter((part) => touches(part, platform) !== undefined)
  if (touching.length === 0) return 'not-needed'
  if (byOption) return 'by-option'
  if (!input.isTTY || !output.isTTY) return 'refused'
  const lines = touching.map((part) => `  ${part}: ${touches(part, platform)}`)
  output.write(`\nThese parts put something into your own key store and take it away again:\n${lines.join('\n')}\n`)
  output.write('What is in it already is listed and never changed. Ctrl-C cleans up, too.\n')
  return (await answered(input, output)) ? 'agreed' : 'refused'
}

async function answered(input, output) {
  const asking = createInterface({ input, output })
  try {
    // As in any other program, and not a "no" after which all else is run.
    asking.once('SIGINT', () => process.exit(130))
    const ended = new Promise((resolve) => void asking.once('close', () => resolve('')))
    const answer = await Promise.race([
      asking.question('Run them? Type yes, or press Enter to leave them out: '),
      ended,
    ])
    return answer.trim().toLowerCase() === 'yes'
  } finally {
    asking.close()
  }
}
