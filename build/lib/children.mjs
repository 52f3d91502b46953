/** Programs that these scripts start do not outlive them. */
const running = new Set()

/** Ends `child`, by its pid, when this script ends in whatever way it can still notice. */
export function endWithUs(child) {
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

process.on('exit', () => {
  for (const child of running) child.kill()
})
for (const [signal, number] of [
  ['SIGHUP', 1],
  ['SIGINT', 2],
  ['SIGTERM', 15],
]) {
  process.on(signal, () => process.exit(128 + number))
}
