/** Which worlds were met: a few octets for each, so that tens of millions of them fit into memory. */

/** An array of whole numbers that grows. */
class Numbers {
  length = 0
  private content = new Int32Array(1024)

  push(value: number): void {
    if (this.length === this.content.length) {
      const longer = new Int32Array(2 * this.length)
      longer.set(this.content)
      this.content = longer
    }
    this.content[this.length++] = value
  }

  at(index: number): number {
    return this.content[index]!
  }

  put(index: number, value: number): void {
    this.content[index] = value
  }
}

/**
 * Worlds by the numbers in which they were met. Of a world's key, 64 bits of hash are kept: that two of twenty million
 * worlds are taken for one has a chance of one in 90,000.
 */
export class KnownWorlds {
  private readonly high = new Numbers()
  private readonly low = new Numbers()
  private readonly before = new Numbers()
  private readonly spent = new Numbers()
  /** One plus the number of the world that is there; 0: nothing. */
  private slots = new Int32Array(4096)

  get size(): number {
    return this.high.length
  }

  /** @returns its number, and whether it was new */
  meet(key: string): { readonly number: number; readonly isNew: boolean } {
    const [high, low] = hashOf(key)
    const slot = this.find(high, low)
    if (this.slots[slot] !== 0) return { number: this.slots[slot]! - 1, isNew: false }
    const number = this.size
    this.slots[slot] = number + 1
    this.high.push(high)
    this.low.push(low)
    this.before.push(-1)
    this.spent.push(0)
    if (2 * this.size > this.slots.length) this.grow()
    return { number, isNew: true }
  }

  /** The world from which it was reached at the least cost; -1: it is the first one. */
  from(number: number): number {
    return this.before.at(number)
  }

  faults(number: number): number {
    return this.spent.at(number)
  }

  reach(number: number, from: number, faults: number): void {
    this.before.put(number, from)
    this.spent.put(number, faults)
  }

  private find(high: number, low: number): number {
    const mask = this.slots.length - 1
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      const number = this.slots[slot]! - 1
      if (number < 0 || (this.high.at(number) === high && this.low.at(number) === low)) return slot
    }
  }

  private grow(): void {
    this.slots = new Int32Array(2 * this.slots.length)
    for (let number = 0; number < this.size; number++) {
      this.slots[this.find(this.high.at(number), this.low.at(number))] = number + 1
    }
  }
}

/** Which world is reached from which without anything breaking, to be followed backwards. */
export class Ways {
  private readonly sources = new Numbers()
  private readonly targets = new Numbers()

  add(from: number, to: number): void {
    if (from === to) return
    this.sources.push(from)
    this.targets.push(to)
  }

  /** @returns the first of `size` worlds from which no way leads to one of `ends`; undefined: there is none */
  firstWithout(ends: readonly number[], size: number): number | undefined {
    const { sources, targets } = this
    // The edges, by where they lead to.
    const starts = new Int32Array(size + 1)
    for (let edge = 0; edge < targets.length; edge++) starts[targets.at(edge) + 1]! += 1
    for (let number = 0; number < size; number++) starts[number + 1]! += starts[number]!
    const filled = starts.slice(0, size)
    const sorted = new Int32Array(targets.length)
    for (let edge = 0; edge < targets.length; edge++) sorted[filled[targets.at(edge)]!++] = sources.at(edge)

    const leads = new Uint8Array(size)
    const waiting = new Int32Array(size)
    let count = 0
    const mark = (number: number): void => {
      if (leads[number] === 1) return
      leads[number] = 1
      waiting[count++] = number
    }
    ends.forEach(mark)
    while (count > 0) {
      const number = waiting[--count]!
      for (let edge = starts[number]!; edge < starts[number + 1]!; edge++) mark(sorted[edge]!)
    }
    const stuck = leads.indexOf(0)
    return stuck === -1 ? undefined : stuck
  }
}

/** Two independent hashes of 32 bits, in the manner of MurmurHash. */
function hashOf(text: string): readonly [number, number] {
  let high = 0x9747b28c
  let low = 0x1b873593
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    high = Math.imul(high ^ code, 0x85ebca6b)
    high ^= high >>> 13
    low = Math.imul(low ^ code, 0xc2b2ae35)
    low ^= low >>> 15
  }
  return [Math.imul(high ^ (high >>> 16), 0xcc9e2d51) | 0, Math.imul(low ^ (low >>> 16), 0x165667b1) | 0]
}
