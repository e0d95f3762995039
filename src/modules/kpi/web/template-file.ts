// A template file as the browser reads it, checked as far as showing it needs; the server checks everything. Pure.
import type { Template, TemplateKpi } from '../structure-schemas.ts'
import { templateKpiCountMax } from '../rules/template.ts'
import { thresholdFields } from '../rules/threshold-fields.ts'

const frequencies = ['DAILY', 'WEEKLY', 'MONTHLY', 'QUARTERLY', 'HALF_YEARLY', 'YEARLY']
const directions = ['UP_IS_BETTER', 'DOWN_IS_BETTER', 'RANGE_IS_BEST']

/** The template in a text; null when it cannot even be shown. */
export function readTemplateFile(text: string): Template | null {
  const value = parsed(text)
  if (!isRecord(value)) return null
  const { title, version, kpis } = value
  if (typeof title !== 'string' || typeof version !== 'number' || !Array.isArray(kpis)) return null
  if (kpis.length === 0 || kpis.length > templateKpiCountMax || !kpis.every(isKpi)) return null
  if (!['trade', 'summary', 'licence'].every((name) => isText(value[name]))) return null
  return value as unknown as Template
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function isKpi(value: unknown): value is TemplateKpi {
  if (!isRecord(value)) return false
  const { key, name, unit, why, frequency, direction } = value
  return (
    typeof key === 'string' &&
    typeof name === 'string' &&
    isText(unit) &&
    isText(why) &&
    frequencies.includes(String(frequency)) &&
    directions.includes(String(direction)) &&
    thresholdFields.every((one) => value[one] === undefined || value[one] === null || typeof value[one] === 'number')
  )
}

function isText(value: unknown): boolean {
  return value === undefined || value === null || typeof value === 'string'
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
