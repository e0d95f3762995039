// What happened in the demo world, told beside the charts.
import type { Scope } from '#kernel/database/database.ts'
import type { Day } from '#kernel/dates.ts'
import type { Services } from '#kernel/services.ts'
import { addAnnotation } from './actions/add-annotation.ts'
import { listImportKpis } from './queries/import-kpis.ts'
import type { KpiId } from './queries/kpis.ts'
import { type Frequency, periodOf, previousPeriod } from './rules/period.ts'

export interface DemoAnnotations {
  readonly services: Services
  /** Owns the KPIs of the workshop. */
  readonly author: Scope
  readonly today: Day
}

const happenings: readonly { readonly code: string; readonly ago: number; readonly text: string }[] = [
  { code: 'PROD-TRS', ago: 14, text: 'Arrêt de la centrale d’usinage : palier changé, quatre jours sans production.' },
  { code: 'PROD-TRS', ago: 6, text: 'Seconde équipe du soir à partir de cette semaine.' },
  { code: 'PROD-DELAI', ago: 9, text: 'Commande exceptionnelle de 140 fenêtres pour le lycée.' },
  { code: 'PROD-DELAI', ago: 3, text: 'Nouveau mode de calcul : le délai part de la validation du plan.' },
]

/** Under the rights of the author. Throws when the demo world has lost a KPI. */
export async function seedDemoAnnotations({ services, author, today }: DemoAnnotations): Promise<void> {
  await services.database.transaction(author, async (tx) => {
    const kpis = await listImportKpis(tx)
    for (const { code, ago, text } of happenings) {
      const kpi = kpis.find((one) => one.code === code)
      if (kpi === undefined) throw new Error(`the demo world has no ${code}`)
      await addAnnotation(tx, kpi.id as KpiId, { period: labelAgo(kpi.frequency, { today, ago }), text })
    }
  })
}

function labelAgo(frequency: Frequency, { today, ago }: { readonly today: Day; readonly ago: number }): string {
  let period = periodOf(frequency, today)
  for (let step = 0; step < ago; step += 1) period = previousPeriod(frequency, period)
  return period.label
}
