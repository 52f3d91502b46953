/** Prints a table of texts and numbers, numbers to the right. */
export function printTable(
  title: string,
  columns: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): void {
  const texts = [columns, ...rows].map((row) => row.map(String))
  const widths = columns.map((_column, index) => Math.max(...texts.map((row) => widthOf(row[index]!))))
  const padded = (row: readonly string[], cells: readonly (string | number)[]): string =>
    row
      .map((text, index) => {
        const space = ' '.repeat(widths[index]! - widthOf(text))
        return typeof cells[index] === 'number' ? space + text : text + space
      })
      .join('  ')
      .trimEnd()
  console.log(
    [`\n${title}`, ...texts.map((row, index) => padded(row, index === 0 ? columns : rows[index - 1]!))].join('\n'),
  )
}

/** Columns on a terminal: Japanese characters take two. */
function widthOf(text: string): number {
  return [...text].reduce((sum, character) => sum + (/[\u3000-\u9fff\uff00-\uff60]/.test(character) ? 2 : 1), 0)
}
