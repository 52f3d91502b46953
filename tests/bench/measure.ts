/** The median of `rounds` runs, in ms, after one that does not count. */
export async function median(rounds: number, work: () => unknown): Promise<number> {
  await work()
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const begun = performance.now()
    await work()
    times.push(performance.now() - begun)
  }
  return times.sort((a, b) => a - b)[Math.floor(rounds / 2)]!
}

/** Prints a measurement, and its ratio to each baseline. */
export function tell(what: string, time: number, baselines: Readonly<Record<string, number>>): void {
  console.log(`${what}: ${time.toFixed(0)} ms`)
  for (const [name, baseline] of Object.entries(baselines)) {
    console.log(`  ${(time / baseline).toFixed(2)} × ${name} (${baseline.toFixed(0)} ms)`)
  }
}
