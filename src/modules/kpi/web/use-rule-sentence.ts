// The rule that thresholds make, in one sentence: what is green, orange, red.
import { useFormat, useT } from '#web/i18n/use-i18n.tsx'
import type { KpiKey } from './messages-fr.ts'
import type { WireThresholds } from './readings.ts'

/** Says complete thresholds; for none, that there will be no status. */
export function useRuleSentence(): (wire: WireThresholds, unit: string | null) => string {
  const t = useT<KpiKey>()
  const format = useFormat()
  return (wire, unit) => {
    const say = (number: number): string => format.withUnit(number, unit)
    if (wire.direction === 'RANGE_IS_BEST') {
      const { green_min, green_max, orange_min, orange_max } = wire
      if (green_min === null || green_max === null || orange_min === null || orange_max === null)
        return t('kpi.rule.none')
      const bounds = { greenMin: say(green_min), greenMax: say(green_max) }
      return t('kpi.rule.range', { ...bounds, orangeMin: say(orange_min), orangeMax: say(orange_max) })
    }
    const { threshold_green: green, threshold_orange: orange, threshold_red: red } = wire
    if (green === null || orange === null) return t('kpi.rule.none')
    const way = wire.direction === 'UP_IS_BETTER' ? 'up' : 'down'
    const zones = { green: say(green), orange: say(orange) }
    const sentence = green === orange ? t(`kpi.rule.${way}TwoZones`, zones) : t(`kpi.rule.${way}`, zones)
    return red === null ? sentence : `${sentence} ${t(`kpi.rule.${way}Critical`, { red: say(red) })}`
  }
}
