/** What an unattended run beside the app was started for, done by the app: with its renewals, its journal, its windows. */
import { runCommand } from '../../cli/unattended/commands.ts'
import type { Printer } from '../../cli/unattended/lines.ts'
import { tellStep } from '../../cli/unattended/run.ts'
import type { Flow } from '../../desktop/flow/flow.ts'
import type { Request } from '../../handover/messages.ts'
import { type Failure, failure, success } from '../../renewal/errors.ts'
import type { RenewalState } from '../../renewal/machine/machine.ts'
import type { BankContext, composeCore } from '../core.ts'
import { portsOf, recordEnd } from '../windowless/windowless.ts'

interface Below {
  readonly core: ReturnType<typeof composeCore>
  readonly context: BankContext
  readonly flow: Pick<Flow, 'takeOn'>
  /** Has nobody touched the computer for minutes? */
  readonly isIdle: boolean
}

/** The run that is being worked at, if one is. */
export function createTakenOn() {
  let run: { readonly yes: boolean; readonly print: Printer } | undefined
  let moved = false

  return {
    /** To both confirmations; undefined where its user is to be asked. */
    answer: (): boolean | undefined => run?.yes,
    onState(state: RenewalState): void {
      if (run === undefined) return
      moved = true
      tellStep(state, Date.now(), run.print)
    },
    /** @returns why nothing was done, if so; undefined after the last line */
    async perform(
      { command, thumbprint, ...asked }: Request,
      print: Printer,
      below: Below,
    ): Promise<Failure | undefined> {
      const { core, context, flow, isIdle } = below
      // `user` is an answer as well: a script's --yes must not stand above the organisation.
      const yes = asked.yes && context.managed.settings.consent !== 'user'
      const taken = await flow.takeOn(async () => {
        let failed: Failure | undefined
        const tell: Printer = (line) => {
          if (line.event === 'result') failed = line.failure
          print(line)
        }
        moved = false
        run = { yes, print: tell }
        const began = core.clock()
        try {
          const ports = {
            ...portsOf(core, context),
            moved: () => moved,
            print: tell,
            watched: async () => success(undefined),
            credentials: () => failure('handover.not-possible'),
          }
          const exit = await runCommand(command, ports, { yes, thumbprint })
          recordEnd(context.record, { command, exit, took: core.clock() - began })
        } finally {
          run = undefined
        }
        return failed
      }, isIdle)
      return taken
        ? undefined
        : failure('handover.work-in-progress', { retry: 'later', cause: 'in its window' }).failure
    },
  }
}
