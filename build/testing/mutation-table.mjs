/** What a run of mutants came to, as lines for people. */

const noticed = new Set(['Killed', 'Timeout'])
const left = new Set(['Survived', 'NoCoverage'])

/**
 * @typedef {{ id: string, mutatorName: string, replacement?: string, status: string, location: { start: { line: number } } }} Mutant
 * @param {{ files: Record<string, { mutants: Mutant[] }> }} report of the mutation testing report schema, version 1 or 2
 * @returns {string} a line for each file and each mutant that is left, and one for all
 */
export function inTable({ files }) {
  const rows = Object.entries(files).map(([file, { mutants }]) => ({
    file,
    noticed: mutants.filter(({ status }) => noticed.has(status)).length,
    left: mutants.filter(({ status }) => left.has(status)),
  }))
  const lines = rows.flatMap((row) => [
    `${share(row.noticed, row.left.length)}  ${row.file}`,
    ...row.left.map(
      ({ location, mutatorName, replacement = '', status }) =>
        `          ${row.file}:${location.start.line} ${mutatorName}${status === 'NoCoverage' ? ' (no test runs it)' : ''}: ${short(replacement)}`,
    ),
  ])
  const sum = (of) => rows.reduce((total, row) => total + of(row), 0)
  return [
    ...lines,
    `${share(
      sum((row) => row.noticed),
      sum((row) => row.left.length),
    )}  all`,
  ].join('\n')
}

function share(killed, alive) {
  const all = killed + alive
  const percent = all === 0 ? 100 : Math.floor((100 * killed) / all)
  return `${String(percent).padStart(3)} % ${String(`(${killed} of ${all})`).padEnd(14)}`
}

function short(text) {
  const line = text.replace(/\s+/g, ' ')
  return line.length > 80 ? `${line.slice(0, 77)}...` : line
}
