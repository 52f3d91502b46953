/** What others made and a test may need, as its tests are told of it. */
import { Foreseen, say } from '../lib/console.mjs'

/**
 * @param {string} name of the variable, without KOSHIN_
 * @param {string} what it is, in words
 * @param {...() => string | Promise<string>} ways each of which finds it, or fails with a Foreseen; the first that does not counts
 * @returns {Promise<object>} KOSHIN_name, where it is; or KOSHIN_NO_name, why it is not there
 */
export async function foreignPart(name, what, ...ways) {
  const reasons = []
  for (const way of ways) {
    try {
      return { [`KOSHIN_${name}`]: await way() }
    } catch (error) {
      if (!(error instanceof Foreseen)) throw error
      reasons.push(error.message)
    }
  }
  const reason = reasons.join('; ')
  say(`no ${what}: ${reason}`)
  return { [`KOSHIN_NO_${name}`]: reason }
}
