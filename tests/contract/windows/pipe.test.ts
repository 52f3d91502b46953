/** The pipe over which an unattended run reaches the app, and whose Windows says that it is. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createWineMachine, hasWine } from './wine/machine.ts'

if (!hasWine) console.warn('skipped: the pipe between a run and the app needs Wine')

describe.skipIf(!hasWine)("the app's pipe under Wine", () => {
  let machine: ReturnType<typeof createWineMachine>
  beforeAll(() => void (machine = createWineMachine()), 180_000)
  afterAll(() => machine?.dispose())

  it("has the user's SID in its name, carries what is said, and is trusted only where Windows names its owner", async () => {
    const worker = machine.startWorker('tests/contract/windows/wine/pipe.ts', 'open')
    const told = await new Promise<object>((resolve) => {
      worker.onMessage((message) => {
        worker.kill()
        resolve(message as object)
      })
      worker.send('C:\\users\\customer\\AppData\\Roaming\\Koshin')
    })
    expect(told).toMatchObject({
      path: expect.stringMatching(/^\\\\\.\\pipe\\koshin-S-1-5-(\d+-)+[0-9a-f]{16}$/) as string,
      before: { failure: { code: 'handover.no-answer' } },
      prepared: { ok: true },
      // Wine names no owner of a pipe; what has none is not this user's.
      listening: { failure: { code: 'handover.untrusted', cause: 'pipe: not of this user alone' } },
      echo: '更新',
    })
  }, 120_000)
})
