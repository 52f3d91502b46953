/** As whom the tests run, and what that keeps them from showing. */

export const isRoot = process.getuid?.() === 0

/**
 * An ordinary user is the normal case: what fails for the one kind of user may pass for the other. See chromiumSwitches in
 * tests/e2e/stage/electron.ts.
 * @param {boolean} [asRoot]
 * @returns {string} for the end of a run
 */
export function whoRan(asRoot = isRoot) {
  if (!asRoot) return 'run as an ordinary user, with Chromium’s sandbox on'
  return [
    'run as root, which cannot show:',
    '  that the app works in Chromium’s sandbox: for root there is none, and Electron was started with --no-sandbox',
    '  that what modes and owners of files refuse is noticed and told: root may read and write everything',
    'An ordinary user’s run shows both.',
  ].join('\n')
}
