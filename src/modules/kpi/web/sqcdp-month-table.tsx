// The month board as a plain table: what the letters say, for readers who take it line by line.
import { useRef, type ReactNode } from 'react'
import { useOverflow } from '#web/components/data-table-hooks.ts'
import { useI18n, useT } from '#web/i18n/use-i18n.tsx'
import type { Sqcdp } from '../boards-schemas.ts'
import type { KpiKey } from './messages-fr.ts'
import { monthName } from './month-steps.ts'

export function SqcdpMonthTable({ board }: { readonly board: Sqcdp }): ReactNode {
  const t = useT<KpiKey>()
  const { language } = useI18n()
  const place = useRef<HTMLDivElement>(null)
  const overflows = useOverflow(place)
  const caption = t('kpi.sqcdp.tableCaption', { month: monthName(board.month, language) })
  const [first] = board.letters
  return (
    <details className="sqcdp-table no-print">
      <summary>{t('kpi.sqcdp.asTable')}</summary>
      <div
        ref={place}
        className="bowling-scroll"
        {...(overflows ? { role: 'region', tabIndex: 0, 'aria-label': caption } : {})}
      >
        <table className="bowling">
          <caption className="visually-hidden">{caption}</caption>
          <thead>
            <tr>
              <th scope="col">{t('kpi.sqcdp.family')}</th>
              {(first?.days ?? []).map(({ day }) => (
                <th key={day} scope="col">
                  {Number(day.slice(8))}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {board.letters.map(({ family, days }) => (
              <tr key={family}>
                <th scope="row">{t(`kpi.family.${family}`)}</th>
                {days.map(({ day, state, countermeasure }) => (
                  <td key={day} data-status={state}>
                    {state === 'NOT_EXPECTED' || state === 'FUTURE' ? '' : t(`kpi.sqcdp.state.${state}`)}
                    {countermeasure === null ? null : <span>{`, ${t(`kpi.sqcdp.answer.${countermeasure}`)}`}</span>}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}
