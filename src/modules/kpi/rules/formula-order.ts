// In which order formulas are computed, and the circle that must never be.

/** What depends on what: the inputs of each computed KPI. */
export type InputsById = ReadonlyMap<string, readonly string[]>

/** Computed KPIs, inputs first. Throws when they form a circle: `findCycle` is asked before one is written. */
export function inComputingOrder(inputs: InputsById): readonly string[] {
  const waiting = new Map<string, number>()
  const feeds = new Map<string, string[]>()
  for (const [id, needed] of inputs) {
    const computed = needed.filter((one) => inputs.has(one))
    waiting.set(id, computed.length)
    for (const one of computed) feeds.set(one, [...(feeds.get(one) ?? []), id])
  }
  const order = Array.from(waiting.keys()).filter((id) => waiting.get(id) === 0)
  // the list grows while it is walked: each KPI joins when its last input is there
  for (const id of order) {
    for (const next of feeds.get(id) ?? []) {
      const left = (waiting.get(next) ?? 0) - 1
      waiting.set(next, left)
      if (left === 0) order.push(next)
    }
  }
  if (order.length < inputs.size) throw new Error('formulas form a circle')
  return order
}

/**
 * The way from a KPI over its inputs back to itself, were it computed from these: both ends are the KPI. Null when there is
 * none. The shortest way, so that the sentence that tells it is short.
 */
export function findCycle(kpiId: string, newInputs: readonly string[], inputs: InputsById): readonly string[] | null {
  const cameFrom = new Map<string, string>(newInputs.map((input) => [input, kpiId]))
  const queue = [...newInputs]
  for (const id of queue) {
    if (id === kpiId) return wayBack(kpiId, cameFrom)
    for (const next of inputs.get(id) ?? []) {
      if (cameFrom.has(next)) continue
      cameFrom.set(next, id)
      queue.push(next)
    }
  }
  return null
}

function wayBack(kpiId: string, cameFrom: ReadonlyMap<string, string>): readonly string[] {
  const way = [kpiId]
  for (let id = cameFrom.get(kpiId); id !== undefined && id !== kpiId; id = cameFrom.get(id)) way.unshift(id)
  return [kpiId, ...way]
}
