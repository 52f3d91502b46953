/** The CMP part of a run: a key update, the same again, its confirmation, and one of what there never was. */
import type { Reached } from '../../../renewal/ports.ts'
import { attempt, hold, issuedBy, requestLike } from './issuing.ts'
import type { Keys } from './keys.ts'
import type { CheckPorts } from '../ports.ts'
import type { CmpTalk, IssuedCertificate } from '../session.ts'

interface Current {
  readonly der: Uint8Array
  readonly thumbprint: string
}

/** undefined: a request could not be made, or there is no CMP server. */
export async function talkCmp(
  ports: CheckPorts,
  keys: Keys,
  reached: Reached,
  { der, thumbprint }: Current,
): Promise<{ readonly talk: CmpTalk; readonly issued: readonly IssuedCertificate[] } | undefined> {
  const { cmp, est, recording, strangeConfirmation, wait } = ports
  const request = cmp && (await requestLike(der, { keys, reached, wait }))
  if (cmp === undefined || request === undefined) return undefined
  const ask = () => attempt(ports, () => cmp.reenrol(thumbprint, request.der, { name: request.keyName }))
  const [talk, exchanges] = await recording.during(async () => {
    const update = await ask()
    const issued = issuedBy(update, 'kur', der)
    // In the order of a lost answer: asked again before anything is confirmed.
    const updateAgain = issued && (await ask())
    const last = updateAgain?.result.ok === true ? updateAgain.result.value : undefined
    const answer = last ?? (update.result.ok ? update.result.value : undefined)
    const confirmed =
      answer?.kind === 'issued' && answer.confirmation !== undefined
        ? await cmp.confirm({ current: thumbprint }, answer.certificate, answer.confirmation)
        : undefined
    const held = issued && (await hold(ports, issued, request.keyName))
    const proof = held === undefined ? undefined : await est.prove(held)
    const strange = await cmp.confirm({ current: thumbprint }, der, strangeConfirmation)
    return {
      update,
      strange,
      ...(updateAgain && { updateAgain }),
      ...(confirmed && { confirmation: confirmed }),
      ...(proof && { proof }),
      issued: issued === undefined ? [] : [issued],
    }
  })
  const { issued, ...rest } = talk
  return { talk: { ...rest, exchanges }, issued }
}
