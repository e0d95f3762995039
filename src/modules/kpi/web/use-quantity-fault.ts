// Why a typed number was not taken, in words.
import { useCallback } from 'react'
import { useT } from '#web/i18n/use-i18n.tsx'
import type { KpiKey } from './messages-fr.ts'
import type { QuantityFault } from './quantity.ts'

/** Names what was typed and the unit that was expected. */
export function useQuantityFault(): (fault: QuantityFault, typed: string, unit: string | null) => string {
  const t = useT<KpiKey>()
  return useCallback(
    (fault, typed, unit) => {
      if (fault === 'AMBIGUOUS') return t('kpi.quantity.ambiguous', { typed: typed.trim() })
      if (fault === 'DATE') return t('kpi.quantity.date', { typed: typed.trim() })
      if (fault !== 'WRONG_UNIT') return t(`decimal.${fault}`)
      return unit === null || unit === '' ? t('kpi.quantity.noUnit') : t('kpi.quantity.wrongUnit', { unit })
    },
    [t],
  )
}
