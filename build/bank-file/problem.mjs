/** What is wrong with a folder, as a value; words.mjs says it. */

/**
 * @typedef {object} Problem
 * @property {string} code stable
 * @property {string} file inside the folder; '' for the folder itself
 * @property {number} [line] from 1 on
 * @property {string} [place] the setting's path
 * @property {string} [detail] a value that the sentence needs
 * @property {import('../../main/storage/settings/mistakes.ts').Mistake} [mistake] as the app tells it
 */

/** Ends the work: nothing is written. */
export class Refused extends Error {
  /** @param {Problem[]} problems */
  constructor(...problems) {
    super('there are problems')
    this.problems = problems
  }
}
