// A template file as the browser reads it, checked as far as showing it needs; the server checks everything. Pure.
import type { Template, TemplateKpi } from '../structure-schemas.ts'
import { templateKpiCountMax } from '../rules/template.ts'
import { thresholdFields } from '../rules/threshold-fields.ts'

const frequencies = ['DAILY', 'WEEKLY', 'MONTHLY', 'QUARTERLY', 'HALF_YEARLY', 'YEARLY']
const kinds = ['SUM', 'RATIO_OF_SUMS', 'WEIGHTED_AVERAGE']
const directions = ['UP_IS_BETTER', 'DOWN_IS_BETTER', 'RANGE_IS_BEST']

/** The template in a text; null when it cannot even be shown. */
export function readTemplateFile(text: string): Template | null {
  const value = parsed(text)
  if (!isRecord(value)) return null
  const { title, version, kpis } = value
  if (typeof title !== 'string' || typeof version !== 'number' || !Array.isArray(kpis)) return null
  if (kpis.length === 0 || kpis.length > templateKpiCountMax || !kpis.every(isKpi)) return null
  if (!['trade', 'summary', 'licence'].every((name) => isText(value[name]))) return null
  if (value['notes'] !== undefined && !isTexts(value['notes'])) return null
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
  const { key, name, unit, why, frequency, direction, formula } = value
  return (
    typeof key === 'string' &&
    typeof name === 'string' &&
    isText(unit) &&
    isText(why) &&
    (formula === undefined || isFormula(formula)) &&
    frequencies.includes(String(frequency)) &&
    directions.includes(String(direction)) &&
    thresholdFields.every((one) => value[one] === undefined || value[one] === null || typeof value[one] === 'number')
  )
}

/** As far as saying it in words needs. */
function isFormula(value: unknown): boolean {
  if (!isRecord(value)) return false
  const { kind, terms, numerator, denominator, factor, decimals } = value
  return (
    kinds.includes(String(kind)) &&
    [terms, numerator, denominator].every(
      (list) => list === undefined || (Array.isArray(list) && list.every(isTerm)),
    ) &&
    [factor, decimals].every(isNumber)
  )
}

function isTerm(value: unknown): boolean {
  if (!isRecord(value)) return false
  const { key, weight_key, coefficient, weight } = value
  return (
    typeof key === 'string' &&
    (weight_key === undefined || typeof weight_key === 'string') &&
    [coefficient, weight].every(isNumber)
  )
}

function isNumber(value: unknown): boolean {
  return value === undefined || typeof value === 'number'
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}

function isText(value: unknown): boolean {
  return value === undefined || value === null || typeof value === 'string'
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
