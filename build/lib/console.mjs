/** What the scripts say on the console, told apart from what the programs they start print. */

export function say(text) {
  console.log(`koshin: ${text}`)
}

/** For what nobody may overlook. */
export function proclaim(...lines) {
  const rule = '='.repeat(100)
  console.log(['', rule, ...lines.map((line) => `  ${line}`), rule, ''].join('\n'))
}

/**
 * Ends a script: its reason on the console for what was foreseen, the whole error for what was not.
 * @param {unknown} error
 * @returns {never}
 */
export function giveUp(error) {
  console.error(error instanceof Foreseen ? `koshin: ${error.message}` : error)
  process.exit(1)
}

/** Something that can happen to anybody, and that its message explains. */
export class Foreseen extends Error {}
