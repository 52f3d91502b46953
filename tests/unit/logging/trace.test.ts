import { describe, expect, it } from 'vitest'
import { eventText } from '../../../main/logging/events.ts'
import { traceOf } from '../../../main/logging/trace.ts'

const withStack = (error: Error, ...frames: string[]): Error =>
  Object.assign(error, {
    stack: [`${error.name}: ${error.message}`, ...frames.map((line) => `    at ${line}`)].join('\n'),
  })

describe('what a log tells of an error that nobody foresaw', () => {
  it('is its class and its innermost place in our code, without folders', () => {
    const error = withStack(
      new TypeError('山田太郎 is not a function'),
      'JSON.parse (<anonymous>)',
      'node:internal/process/task_queues:95:5',
      'perform (/opt/Koshin/resources/app.asar/out/main/start-abc.cjs:10:7)',
      'async begin (/opt/Koshin/resources/app.asar/out/main/index.cjs:1:2)',
    )
    expect(traceOf(error)).toEqual({ error: 'TypeError', place: 'start-abc.cjs:10:7' })
  })

  it.each([
    ['Windows', 'C:\\Users\\山田 太郎\\AppData\\Local\\Programs\\Koshin\\out\\main\\index.cjs:3:14', 'index.cjs:3:14'],
    ['a module', 'file:///home/yamada/koshin/main/index.ts:3:14', 'index.ts:3:14'],
    ['a function', 'Object.<anonymous> (C:\\Koshin\\index.cjs:3:14)', 'index.cjs:3:14'],
  ])('names no home of a user: %s', (_where, line, place) => {
    expect(traceOf(withStack(new Error('x'), line)).place).toBe(place)
  })

  it("is the system's code, where it has one", () => {
    expect(traceOf(Object.assign(new Error('open /home/yamada/x'), { code: 'EACCES' })).error).toBe('EACCES')
  })

  it.each([undefined, 'a text', { code: 'EACCES' }])('is nothing where %j was thrown', (thrown) => {
    expect(traceOf(thrown)).toEqual({ error: undefined, place: undefined })
  })

  it('fits the fields of the events that tell it, and its message never does', () => {
    const error = withStack(new RangeError('YAMADA TARO'), 'f (/x/index.cjs:3:14)')
    expect(eventText('app.check-failed', { ...traceOf(error) })).toBe(
      'app.check-failed error=RangeError place=index.cjs:3:14',
    )
    const named = withStack(Object.assign(new Error('x'), { code: 'YAMADA TARO' }))
    expect(eventText('app.fault', { kind: 'uncaught-exception', ...traceOf(named) })).toBe(
      'app.fault kind=uncaught-exception error=?',
    )
  })
})
