/** One run for all banks that are set, one after the other: each has its lines and its result, whatever became of the others. */
import type { Command } from '../../cli/unattended/command.ts'
import { finish, type Printer, print } from '../../cli/unattended/lines.ts'
import { worstOf } from '../../cli/unattended/outcomes.ts'

/** Undefined: the first bank's. */
type BankId = string | undefined

/**
 * @param run does one bank's part; resolves with its exit code after its closing line
 * @param to for all lines; each of them tells the bank
 * @returns the worst of the exit codes
 */
export async function atEachBank(
  command: Command,
  ids: readonly BankId[],
  run: (id: BankId, print: Printer) => Promise<number>,
  to: Printer = print,
): Promise<number> {
  const ends: number[] = []
  for (const id of ids) {
    const printer: Printer = (line) => to(id === undefined ? line : { ...line, bank: id })
    try {
      ends.push(await run(id, printer))
    } catch (error) {
      const failure = { code: 'internal', retry: 'never', cause: String(error) } as const
      ends.push(finish(command, 'internal', Date.now(), { failure }, printer))
    }
  }
  return worstOf(ends)
}
