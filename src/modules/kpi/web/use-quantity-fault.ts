// Why a typed number was not taken, in words.
import { useCallback } from 'react'
import { useT } from '#web/i18n/use-i18n.tsx'
import type { KpiKey } from './messages-fr.ts'
import type { QuantityFault } from './quantity.ts'

/** For numbers of one unit: names what was typed and the unit that was expected. */
export function useQuantityFault(unit: string | null): (fault: QuantityFault, typed: string) => string {
  const t = useT<KpiKey>()
  return useCallback(
    (fault, typed) => {
      if (fault === 'AMBIGUOUS') return t('kpi.quantity.ambiguous', { typed: typed.trim() })
      if (fault === 'WRONG_UNIT')
        return unit === null || unit === '' ? t('kpi.quantity.noUnit') : t('kpi.quantity.wrongUnit', { unit })
      return t(`decimal.${fault}`)
    },
    [t, unit],
  )
}
