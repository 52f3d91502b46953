/** `koshin --unattended COMMAND`: the product without windows, for deployment tools. Ends with an exit code. */
import { enrol } from './enrol.ts'
import type { CustomersCommand } from './command.ts'
import { finish, headAt, told } from './lines.ts'
import { diagnosisOutcome, outcomeOf } from './outcomes.ts'
import { renew } from './renew.ts'
import { retire } from './retire.ts'
import type { Run, UnattendedOptions, UnattendedPorts } from './run.ts'
import { selfTest } from './self-test.ts'
import { status } from './status.ts'

const performers: Readonly<Record<CustomersCommand, (run: Run) => Promise<number>>> = {
  status,
  renew,
  enrol,
  retire,
  'self-test': selfTest,
  async diagnose({ diagnose, end }) {
    const diagnosis = await diagnose()
    return end(diagnosisOutcome(diagnosis), { diagnosis: { ...diagnosis } })
  },
}

/** Resolves with the exit code after the last line is written. */
export function runCommand(
  command: CustomersCommand,
  ports: UnattendedPorts,
  { yes, thumbprint }: UnattendedOptions,
): Promise<number> {
  const { clock, policy, version, print } = ports
  const run: Run = {
    ...ports,
    yes,
    thumbprint,
    end: (outcome, detail) => finish(command, outcome, clock(), { version, ...detail }, print),
    fail(failure, detail) {
      const now = clock()
      const again = failure.retryAfter === undefined ? undefined : now + failure.retryAfter * 1000
      const retryAt = again === undefined ? {} : { retryAt: new Date(again).toISOString() }
      return finish(command, outcomeOf(failure), now, { version, failure, ...retryAt, ...detail }, print)
    },
    told: (certificate) => told(certificate, policy, clock),
    onCheck(checks) {
      const moved = checks.findLast(({ state }) => state !== 'waiting')
      if (moved === undefined || moved.state === 'running' || moved.state === 'waiting') return
      const { check, state, took } = moved
      print({ ...headAt(clock()), event: 'check', check, state, ...(took === undefined ? {} : { took }) })
    },
  }
  // Whatever breaks, the last line says so: who deploys this reads lines, not stack traces.
  return performers[command](run).catch((error: unknown) =>
    run.fail({ code: 'internal', retry: 'never', cause: String(error) }),
  )
}
