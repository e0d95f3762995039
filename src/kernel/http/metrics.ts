// Prometheus text at /metrics: requests by route and status, durations, process, listeners. No label holds personal data.
import type { FastifyInstance } from 'fastify'
import type { Services } from '../services.ts'

const bucketsSeconds = [0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128, 0.256, 0.512, 1, 2, 5, 10] as const

interface Series {
  count: number
  sum: number
  readonly buckets: number[]
}

/** Counts every request, logs one line for each, and serves the figures. */
export function createMetrics(app: FastifyInstance, services: Services): void {
  const series = new Map<string, Series>()
  app.addHook('onResponse', async (request, reply) => {
    const seconds = reply.elapsedTime / 1000
    const route = request.routeOptions.url ?? 'unknown'
    record(series, metricLabels({ method: request.method, route, status: reply.statusCode }), seconds)
    if (route.startsWith('/health') || route === '/metrics') return
    const { organization_id, user_id } = request.scope ?? { organization_id: null, user_id: null }
    const ms = Math.round(reply.elapsedTime * 10) / 10
    services.log.info(
      { request_id: request.id, method: request.method, route, status: reply.statusCode, ms, organization_id, user_id },
      'request',
    )
  })
  app.get('/metrics', async (_request, reply) => {
    reply.type('text/plain; version=0.0.4; charset=utf-8')
    return [...processLines(services), ...requestLines(series)].join('\n') + '\n'
  })
}

/** Labels as Prometheus reads them: a route may hold a regular expression, so quotes and backslashes are escaped. */
export function metricLabels(labels: Readonly<Record<string, string | number>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${escapeLabel(String(value))}"`)
    .join(',')
}

function escapeLabel(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}

function record(series: Map<string, Series>, labels: string, seconds: number): void {
  const entry = series.get(labels) ?? { count: 0, sum: 0, buckets: bucketsSeconds.map(() => 0) }
  series.set(labels, entry)
  entry.count += 1
  entry.sum += seconds
  const index = bucketsSeconds.findIndex((limit) => seconds <= limit)
  if (index >= 0) entry.buckets[index] = (entry.buckets[index] ?? 0) + 1
}

function processLines(services: Services): readonly string[] {
  const { user, system } = process.cpuUsage()
  return [
    '# HELP process_cpu_seconds_total Processor time of this process.',
    '# TYPE process_cpu_seconds_total counter',
    `process_cpu_seconds_total ${(user + system) / 1e6}`,
    '# HELP process_resident_memory_bytes Memory of this process.',
    '# TYPE process_resident_memory_bytes gauge',
    `process_resident_memory_bytes ${process.memoryUsage.rss()}`,
    '# HELP socle_event_listeners People listening to live events on this process.',
    '# TYPE socle_event_listeners gauge',
    `socle_event_listeners ${services.events.listenerCount()}`,
  ]
}

function requestLines(series: ReadonlyMap<string, Series>): readonly string[] {
  const lines = [
    '# HELP http_request_duration_seconds Time to answer.',
    '# TYPE http_request_duration_seconds histogram',
  ]
  for (const [labels, { count, sum, buckets }] of series) {
    let running = 0
    for (const [index, limit] of bucketsSeconds.entries()) {
      running += buckets[index] ?? 0
      lines.push(`http_request_duration_seconds_bucket{${labels},le="${limit}"} ${running}`)
    }
    lines.push(
      `http_request_duration_seconds_bucket{${labels},le="+Inf"} ${count}`,
      `http_request_duration_seconds_sum{${labels}} ${sum}`,
      `http_request_duration_seconds_count{${labels}} ${count}`,
    )
  }
  return lines
}
