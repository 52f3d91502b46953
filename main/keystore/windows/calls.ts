import type { Argument, Foreign, FunctionName } from './libraries.ts'
import { status, WindowsError } from './status.ts'

/** The three ways in which Windows tells that a call went wrong, made one: a WindowsError. */
export class Calls {
  constructor(private readonly foreign: Foreign) {}

  /** A function that answers with its SECURITY_STATUS. */
  secure(name: FunctionName, ...values: Argument[]): void {
    const answered = Number(this.foreign[name](...values))
    if (answered !== status.ERROR_SUCCESS) throw new WindowsError(name, answered)
  }

  /** A function that answers TRUE, or FALSE and leaves the reason with GetLastError. */
  check(name: FunctionName, ...values: Argument[]): void {
    if (Number(this.foreign[name](...values)) === 0) throw this.lastError(name)
  }

  /** A function that answers a handle or an address, or NULL and leaves the reason with GetLastError. */
  obtain(name: FunctionName, ...values: Argument[]): bigint {
    const answered = BigInt(this.foreign[name](...values))
    if (answered === 0n) throw this.lastError(name)
    return answered
  }

  /** A function that gives something back to Windows. Nothing can be done about one that fails. */
  release(name: FunctionName, ...values: Argument[]): void {
    this.foreign[name](...values)
  }

  private lastError(name: FunctionName): WindowsError {
    return new WindowsError(name, Number(this.foreign.GetLastError()))
  }
}

/** Something of Windows' that must be given back once: `using key = …`, or `keep` hands the duty on. */
export class Handle {
  #owned = true

  constructor(
    readonly value: bigint,
    private readonly close: (value: bigint) => void,
  ) {}

  /** From here on somebody else gives it back (some functions do whatever they answer). */
  keep(): bigint {
    this.#owned = false
    return this.value
  }

  [Symbol.dispose](): void {
    if (!this.#owned) return
    this.#owned = false
    this.close(this.value)
  }
}

/** Room for a handle or DWORD that a function writes. */
export class Slot {
  readonly memory = Buffer.alloc(8)

  constructor(value = 0) {
    this.memory.writeUInt32LE(value)
  }

  get handle(): bigint {
    return this.memory.readBigUInt64LE()
  }

  get number(): number {
    return this.memory.readUInt32LE()
  }
}
