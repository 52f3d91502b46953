/** Programs that these scripts start do not outlive them. */
const running = new Set()

/**
 * Ends `child`, by its pid, when this script ends in whatever way it can still notice.
 * @template {import('node:child_process').ChildProcess} T
 * @param {T} child
 * @returns {T}
 */
export function endWithUs(child) {
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

process.on('exit', () => {
  for (const child of running) child.kill()
})
for (const [signal, number] of /** @type {const} */ ([
  ['SIGHUP', 1],
  ['SIGINT', 2],
  ['SIGTERM', 15],
])) {
  process.on(signal, () => process.exit(128 + number))
}
